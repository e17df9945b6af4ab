using Colora.Formats.Safetensors;

namespace Colora.Testing.DoublePrecision;

/// <summary>Reads the cases of the reference files (names and shapes: README.md in the folder <c>reference</c> of the shared data).</summary>
public static class ReferenceTensors
{
    /// <summary>
    /// The rows of a case: <c>name.input_ids</c> [rows, columns] and, where they are there, <c>attention_mask</c>, <c>position_ids</c>,
    /// <c>labels</c> and <c>users</c>.
    /// </summary>
    public static DoubleBatch Batch(SafetensorsFile file, string name)
    {
        var shape = file[name + ".input_ids"].Shape;
        return Batch(file, name, (int)shape[0], (int)shape[1], 0);
    }

    /// <summary>One step of a stack of batches [steps, rows, columns].</summary>
    public static DoubleBatch Step(SafetensorsFile file, string name, int step)
    {
        var shape = file[name + ".input_ids"].Shape;
        return Batch(file, name, (int)shape[1], (int)shape[2], step);
    }

    /// <summary><c>prefix + module + .A/.B/.S</c> of every module that has an S below the prefix; S [users, r, r].</summary>
    public static DoubleAdapter State(SafetensorsFile file, string prefix, double scaling)
    {
        var modules = new SortedDictionary<string, DoubleFactors>(StringComparer.Ordinal);
        foreach (var name in file.Tensors.Keys.Where(n => n.StartsWith(prefix + "model.", StringComparison.Ordinal) && n.EndsWith(".S", StringComparison.Ordinal)))
        {
            var path = name[..^".S".Length];
            var rank = (int)file[name].Shape[1];
            var s = file.ReadDoubles(name).Chunk(rank * rank).ToArray();
            modules[path[prefix.Length..]] = new DoubleFactors(rank, scaling, [file.ReadDoubles(path + ".A")], [file.ReadDoubles(path + ".B")], s);
        }

        return modules.Count > 0 ? new DoubleAdapter(modules) : throw new ArgumentException($"{file.Path} has nothing below '{prefix}'", nameof(prefix));
    }

    /// <summary>Largest |x − y|; the lengths must agree. NaN when any difference is.</summary>
    public static double LargestDifference(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length) throw new ArgumentException($"{x.Length} numbers against {y.Length}");
        var largest = 0.0;
        for (var i = 0; i < x.Length; i++) largest = Math.Max(largest, Math.Abs(x[i] - y[i]));
        return largest;
    }

    /// <summary>Largest difference of the logits [rows, columns, vocabulary] at the tokens that are no padding.</summary>
    public static double LargestLogitDifference(DoubleBatch batch, ReadOnlySpan<double> logits, ReadOnlySpan<double> expected)
    {
        var vocabulary = logits.Length / batch.Tokens;
        var largest = 0.0;
        for (var n = 0; n < batch.Tokens; n++)
        {
            if (batch.IsReal(n))
                largest = Math.Max(largest, LargestDifference(logits.Slice(n * vocabulary, vocabulary), expected.Slice(n * vocabulary, vocabulary)));
        }

        return largest;
    }

    private static DoubleBatch Batch(SafetensorsFile file, string name, int rows, int columns, int step)
    {
        long[]? Slice(string part, int length) =>
            file.Tensors.ContainsKey($"{name}.{part}") ? file.ReadInt64($"{name}.{part}")[(step * length)..((step + 1) * length)] : null;

        var users = Slice("users", rows);
        return new DoubleBatch(
            rows,
            columns,
            Slice("input_ids", rows * columns)!,
            Slice("attention_mask", rows * columns),
            Slice("position_ids", rows * columns),
            Slice("labels", rows * columns),
            users is null ? null : Array.ConvertAll(users, u => (int)u));
    }
}
