using Colora.Checkpoints;
using Colora.Data;

namespace Colora.Runs;

/// <summary>Content of <c>run.json</c>: what the run is about, written at its start.</summary>
/// <param name="Model">The model folder as it was given.</param>
/// <param name="Method">colora, local or pooled.</param>
/// <param name="Users">The users with their rows.</param>
/// <param name="SharedParameters">Trained numbers that all users share.</param>
/// <param name="ParametersPerUser">Trained numbers of each user.</param>
/// <param name="ModelParameters">Frozen numbers of the base.</param>
/// <param name="TotalSteps">Steps that the run is to take.</param>
/// <param name="Seed">The one seed.</param>
/// <param name="Dtype">Element type of the base.</param>
public sealed record RunInfo(
    string Model,
    string Method,
    IReadOnlyList<RunUser> Users,
    long SharedParameters,
    long ParametersPerUser,
    long ModelParameters,
    long TotalSteps,
    long Seed,
    string Dtype) : INamesUsers
{
    /// <inheritdoc />
    public IEnumerable<string> UserNames() => Users.Select(user => user.Name);

    /// <summary>What the base is; null in runs of older versions.</summary>
    public ModelIdentity? Base { get; init; }

    /// <summary>Hash of the settings that the trajectory depends on.</summary>
    public string? Settings { get; init; }

    /// <summary>Where model and data lie.</summary>
    public RunPlaces? Places { get; init; }

    /// <summary>What users' rows have in common, as far as there is anything.</summary>
    public IReadOnlyList<UserOverlap> Overlap { get; init; } = [];

    /// <summary>What differed from the run's beginning and was allowed by <c>--allow-changed</c>.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>All trained numbers.</summary>
    public long TrainedParameters => SharedParameters + ParametersPerUser * Users.Count;
}
