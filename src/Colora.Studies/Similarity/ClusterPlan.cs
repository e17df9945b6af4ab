using Colora.Runs;

namespace Colora.Studies.Similarity;

/// <summary>Content of <c>clusters.json</c>: who is trained with whom.</summary>
/// <param name="Run">The run whose cores tell it.</param>
/// <param name="Groups">Names of the users of each cluster.</param>
public sealed record ClusterPlan(string Run, IReadOnlyList<IReadOnlyList<string>> Groups) : INamesUsers, IRuledDocument
{
    /// <summary>Name of the file.</summary>
    public const string FileName = RunFiles.ClustersName;

    /// <inheritdoc />
    public IEnumerable<string> UserNames() => Groups.SelectMany(group => group);

    /// <summary>Hash of that run's adapter.</summary>
    public string? Adapter { get; init; }

    IEnumerable<(string Member, string Found, string Expected)> IRuledDocument.Faults() =>
        DocumentRules.Groups(Groups);
}
