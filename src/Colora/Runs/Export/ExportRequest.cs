using Colora.Engine;

namespace Colora.Runs.Export;

/// <summary>What <see cref="ExportRun"/> is to write.</summary>
/// <param name="Run">The run's folder.</param>
/// <param name="Users">Names; empty = all.</param>
/// <param name="Format">What to write.</param>
/// <param name="Out">Folder; a folder a user is written into it.</param>
public sealed record ExportRequest(RunDirectory Run, IReadOnlyList<string> Users, ExportFormat Format, string Out)
{
    /// <summary>Element type of a merged checkpoint; auto = the original's.</summary>
    public WeightType Dtype { get; init; } = WeightType.Auto;

    /// <summary>Name of a user's folder; null = the user's name.</summary>
    public Func<string, string>? NameOf { get; init; }

    /// <summary>Whether the base may be another than the run's.</summary>
    public bool AllowChanged { get; init; }
}
