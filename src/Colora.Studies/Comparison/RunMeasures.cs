using Colora.Checkpoints;
using Colora.Formats.Safetensors;
using Colora.Runs;

namespace Colora.Studies.Comparison;

/// <summary>What a comparison measures of a finished run beside its scores.</summary>
internal static class RunMeasures
{
    /// <summary>Share of a run's choices in which validation was best at the very last step.</summary>
    public static double StepLimited(RunSummary run) =>
        run.SharedStep is { } step ? step == run.Steps ? 1 : 0 : run.StepOfUser.Values.Select(own => own == run.Steps ? 1.0 : 0).DefaultIfEmpty(0).Average();

    /// <summary>φ from what a run holds: numbers of one user, and shared ones less the gauge, which determines nothing.</summary>
    public static double PersonalShare(RunDirectory run)
    {
        var final = run.Final;
        var isDiagonal = AdapterFiles.Verify(final).Diagonal;
        var (shared, gauge, personal) = (0.0, 0.0, 0.0);
        using (var file = SafetensorsFile.Open(Path.Combine(final, AdapterFiles.SharedName)))
            foreach (var tensor in file.Tensors.Values) shared += Count(tensor.Shape);
        using (var file = SafetensorsFile.Open(Path.Combine(final, AdapterFiles.PersonalName)))
        {
            foreach (var (name, tensor) in file.Tensors)
            {
                // Of a diagonal core only the diagonal is the user's.
                var own = isDiagonal && name.EndsWith(".S", StringComparison.Ordinal) ? tensor.Shape[^1] : Count(tensor.Shape) / tensor.Shape[0];
                personal += own;
                // A core r × r between shared factors: their frames are free, 2 r²; their scales alone, 2 r, where it is diagonal.
                if (name.EndsWith(".S", StringComparison.Ordinal) && shared > 0) gauge += 2 * own;
            }
        }

        return personal / (personal + Math.Max(0, shared - gauge));

        static double Count(IReadOnlyList<long> shape) => shape.Aggregate(1.0, (product, size) => product * size);
    }
}
