namespace Colora.Studies.Similarity;

/// <summary>Two users.</summary>
/// <param name="One">One.</param>
/// <param name="Other">The other.</param>
/// <param name="Cosine">Cosine of their updates.</param>
public sealed record SimilarityPair(string One, string Other, double Cosine);
