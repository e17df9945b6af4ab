namespace Colora.Runs;

/// <summary>Content of the <c>similarity.json</c> that a generator of tasks wrote beside them; data of one's own have none.</summary>
/// <param name="Tenants">Names of the users.</param>
/// <param name="Similarity">How alike every two of them were made; rows and columns in the order of <paramref name="Tenants"/>.</param>
public sealed record PlantedSimilarity(IReadOnlyList<string> Tenants, IReadOnlyList<IReadOnlyList<double>> Similarity);
