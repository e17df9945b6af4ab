namespace Colora.Runs.Onboard;

/// <summary>Content of <c>subspace.json</c>: ρ of a run's own users, measured once.</summary>
/// <param name="Adapter">Hash of the adapter that it was measured with: of another it says nothing.</param>
/// <param name="Fit">ρ of each user.</param>
internal sealed record KnownFit(string Adapter, IReadOnlyDictionary<string, double> Fit);
