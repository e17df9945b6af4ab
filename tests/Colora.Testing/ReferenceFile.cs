using Colora.Checkpoints;
using Colora.Data;
using Colora.Engine;
using Colora.Formats.Safetensors;
using static TorchSharp.torch;

namespace Colora.Testing;

/// <summary>A safetensors file of reference values, read by name.</summary>
public sealed class ReferenceFile : IDisposable
{
    private readonly SafetensorsFile file;

    public ReferenceFile(string path) => file = SafetensorsFile.Open(path);

    public IEnumerable<string> Names => file.Tensors.Keys;

    public bool Has(string name) => file.Tensors.ContainsKey(name);

    public Tensor this[string name] => file[name].Type is ElementType.Int64 or ElementType.Int32 ? tensor(Integers(name), file[name].Shape.ToArray()) : TensorFiles.Read(file, file[name]);

    public long[] Integers(string name) => file.ReadInt64(name);

    public float Scalar(string name) => file.ReadSingles(name)[0];

    /// <summary>The batch of a case: ids, mask, labels, and users where there are any.</summary>
    internal TokenBatch Batch(string name)
    {
        var shape = file[$"{name}.input_ids"].Shape;
        var users = Has($"{name}.users") ? Integers($"{name}.users").Select(u => (int)u).ToArray() : new int[shape[0]];
        return new TokenBatch((int)shape[0], (int)shape[1], Integers($"{name}.input_ids"), Integers($"{name}.attention_mask"),
            Integers($"{name}.labels"), users);
    }

    /// <summary>Batch number i of stacked batches [n, rows, tokens].</summary>
    internal TokenBatch StackedBatch(string prefix, int i)
    {
        var shape = file[$"{prefix}input_ids"].Shape;
        int rows = (int)shape[1], tokens = (int)shape[2], size = rows * tokens;
        long[] Part(string name) => Integers(prefix + name)[(i * size)..((i + 1) * size)];
        var users = Has($"{prefix}users") ? Integers($"{prefix}users")[(i * rows)..((i + 1) * rows)].Select(u => (int)u).ToArray() : new int[rows];
        return new TokenBatch(rows, tokens, Part("input_ids"), Part("attention_mask"), Part("labels"), users);
    }

    /// <summary>Largest absolute difference of two tensors.</summary>
    public static double Difference(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        return Constant.Read<double>((a.to(ScalarType.Float64) - b.to(ScalarType.Float64)).abs().max());
    }

    public void Dispose() => file.Dispose();
}
