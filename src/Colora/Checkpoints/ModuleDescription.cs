namespace Colora.Checkpoints;

/// <summary>One adapted module in <c>adapter.json</c>.</summary>
/// <param name="Path">Path as in the checkpoint.</param>
/// <param name="Rank">r.</param>
/// <param name="Scaling">s.</param>
/// <param name="PrivateRank">Rank of a user's own part.</param>
/// <param name="Heads">Number of B's heads.</param>
internal sealed record ModuleDescription(string Path, int Rank, double Scaling, int PrivateRank = 0, int Heads = 1);
