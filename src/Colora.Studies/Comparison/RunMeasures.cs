using Colora.Checkpoints;
using Colora.Formats.Safetensors;
using Colora.Runs;

namespace Colora.Studies.Comparison;

/// <summary>What a comparison measures of a finished run beside its scores.</summary>
internal static class RunMeasures
{
    /// <summary>Share of a run's choices in which validation was best at the very last step.</summary>
    public static double StepLimited(RunSummary run)
    {
        if (run.SharedStep is { } step) return AtEnd(step);
        return run.StepOfUser.Values.Select(AtEnd).DefaultIfEmpty(0).Average();

        double AtEnd(long chosen) => chosen == run.Steps ? 1 : 0;
    }

    /// <summary>
    /// φ from what a run holds: numbers of one user, and shared ones less the gauge, which determines nothing.
    /// </summary>
    public static double PersonalShare(RunDirectory run)
    {
        var final = run.Final;
        var isDiagonal = AdapterFiles.Verify(final).Diagonal;
        var (gauge, personal) = (0.0, 0.0);
        var shared = SharedNumbers(Path.Combine(final, AdapterFiles.SharedName));
        using var file = SafetensorsFile.Open(Path.Combine(final, AdapterFiles.PersonalName));
        foreach (var (name, tensor) in file.Tensors)
        {
            // Of a diagonal core only the diagonal is the user's.
            var isCore = name.EndsWith(".S", StringComparison.Ordinal);
            var own = isDiagonal && isCore ? tensor.Shape[^1] : Count(tensor.Shape) / tensor.Shape[0];
            personal += own;

            // A core r × r between shared factors: their frames are free, 2 r²; their scales alone, 2 r, where it is
            // diagonal.
            if (isCore && shared > 0) gauge += 2 * own;
        }

        return personal / (personal + Math.Max(0, shared - gauge));
    }

    private static double SharedNumbers(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return file.Tensors.Values.Sum(tensor => Count(tensor.Shape));
    }

    private static double Count(IReadOnlyList<long> shape) => shape.Aggregate(1.0, (product, size) => product * size);
}
