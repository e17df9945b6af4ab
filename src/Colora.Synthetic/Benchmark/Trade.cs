namespace Colora.Synthetic.Benchmark;

/// <summary>What a family's lines are about.</summary>
/// <param name="Name">Name of the trade, and of its family.</param>
/// <param name="Topics">Its topics, which no other trade and not the corpus has.</param>
internal sealed record Trade(string Name, IReadOnlyList<string> Topics);
