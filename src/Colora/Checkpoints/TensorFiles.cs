using Colora.Engine;
using Colora.Formats;
using Colora.Formats.Safetensors;
using static TorchSharp.torch;

namespace Colora.Checkpoints;

/// <summary>The single crossing between safetensors and tensors.</summary>
public static class TensorFiles
{
    private const int ChunkBytes = 8 << 20;

    /// <summary>Reads a tensor as the file holds it.</summary>
    /// <exception cref="InputException">An element type that no tensor of ours has.</exception>
    public static Tensor Read(SafetensorsFile file, TensorEntry entry)
    {
        var tensor = empty(entry.Shape.ToArray(), TypeOf(file, entry), CPU);
        var bytes = tensor.bytes;
        for (long at = 0; at < entry.ByteCount; at += ChunkBytes)
        {
            var length = (int)Math.Min(ChunkBytes, entry.ByteCount - at);
            file.Read(entry, at, bytes.Slice((int)at, length));
        }

        return tensor;
    }

    /// <summary>Reads a tensor as float32.</summary>
    /// <exception cref="InputException">There is none of that name, or it holds no numbers.</exception>
    public static Tensor ReadSingle(SafetensorsFile file, string name)
    {
        using var scope = NewDisposeScope();
        return Read(file, file[name]).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>Refuses a tensor of another shape by the file's header: nothing is read or allocated.</summary>
    /// <exception cref="InputException">There is none of that name, or it has another shape.</exception>
    public static void RequireShape(SafetensorsFile file, string name, IReadOnlyList<long> shape, string remedy)
    {
        var found = file[name].Shape;
        if (!found.SequenceEqual(shape)) throw new InputException(file.Path, $"tensor \"{name}\" has shape [{string.Join(", ", found)}]", $"[{string.Join(", ", shape)}]", remedy);
    }

    /// <summary>A tensor to be written under a name, in its own element type. It must live until the file is written.</summary>
    public static TensorSource Source(string name, Tensor tensor) => new(name, TypeOf(tensor.dtype), tensor.shape, stream =>
    {
        using var scope = NewDisposeScope();
        var bytes = tensor.detach().cpu().contiguous().bytes;
        for (var at = 0; at < bytes.Length; at += ChunkBytes) stream.Write(bytes.Slice(at, Math.Min(ChunkBytes, bytes.Length - at)));
    });

    /// <summary>Refuses a tensor with NaN or infinity.</summary>
    /// <exception cref="InputException">It has one.</exception>
    public static void RequireFinite(string path, string name, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        if (!Constant.Read<bool>(tensor.isfinite().all()))
            throw new InputException(path, $"tensor \"{name}\" holds NaN or infinity", "finite numbers", "fetch or write the file again");
    }

    private static ScalarType TypeOf(SafetensorsFile file, TensorEntry entry) => entry.Type switch
    {
        ElementType.Float64 => ScalarType.Float64,
        ElementType.Float32 => ScalarType.Float32,
        ElementType.Float16 => ScalarType.Float16,
        ElementType.BFloat16 => ScalarType.BFloat16,
        ElementType.Int64 => ScalarType.Int64,
        ElementType.Int32 => ScalarType.Int32,
        ElementType.Boolean => ScalarType.Bool,
        _ => throw new InputException(file.Path, $"tensor \"{entry.Name}\" has type {entry.Type.FileName()}", "F32, F16, BF16, F64, I64, I32 or BOOL"),
    };

    /// <summary>A tensor type as a file names it.</summary>
    internal static ElementType TypeOf(ScalarType type) => type switch
    {
        ScalarType.Float64 => ElementType.Float64,
        ScalarType.Float32 => ElementType.Float32,
        ScalarType.Float16 => ElementType.Float16,
        ScalarType.BFloat16 => ElementType.BFloat16,
        ScalarType.Int64 => ElementType.Int64,
        _ => throw new ArgumentException($"{type} is not written to safetensors"),
    };
}
