using Colora.Data;

namespace Colora.Runs.Preview;

/// <summary>What a run would do; nothing is trained.</summary>
/// <param name="Info">Users, sizes, steps.</param>
/// <param name="Examples">One encoded example of each user.</param>
/// <param name="Batches">Shapes [rows, tokens] of the micro-batches of the first steps.</param>
/// <param name="Modules">Adapted modules by name with their number and shape.</param>
/// <param name="Truncated">Examples whose prompt would lose its beginning.</param>
/// <param name="Dropped">Examples that would be dropped.</param>
/// <param name="Longest">Longest example, in tokens.</param>
public sealed record PreviewResult(
    RunInfo Info,
    IReadOnlyList<PreviewExample> Examples,
    IReadOnlyList<IReadOnlyList<string>> Batches,
    IReadOnlyList<PreviewModule> Modules,
    int Truncated,
    int Dropped,
    int Longest)
{
    /// <summary>The race of starts; null where the run holds none.</summary>
    public PreviewRace? Race { get; init; }

    /// <summary>Estimated time and memory; null where the first steps diverge.</summary>
    public PreviewCost? Cost { get; init; }

    /// <summary>What is not finite in the first steps, and at which; null where all is.</summary>
    public string? Diverged { get; init; }

    /// <summary>What moves A, B and the cores, and how far, in lines.</summary>
    public IReadOnlyList<string> Course { get; init; } = [];

    /// <summary>What the judge will do to the test rows of each user, as far as lengths decide it.</summary>
    public IReadOnlyList<JudgedCount> Tests { get; init; } = [];

    /// <summary>Rows with an instruction that the model is not shown.</summary>
    public int HiddenInstructions { get; init; }

    /// <summary>The same in lines, as <c>train</c> says them.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
