namespace Colora.Studies.Similarity;

/// <summary>Two groups joined.</summary>
/// <param name="Left">Number of one group.</param>
/// <param name="Right">Number of the other.</param>
/// <param name="Distance">Mean 1 − cos between them.</param>
public sealed record SimilarityJoin(int Left, int Right, double Distance);
