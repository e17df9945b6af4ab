using Colora.Runs;

namespace Colora.Studies.Similarity;

/// <summary>
/// Content of the <c>similarity.json</c> that a generator of tasks wrote beside them; data of one's own have none.
/// </summary>
/// <param name="Tenants">Names of the users.</param>
/// <param name="Similarity">How alike every two of them were made; rows and columns in the order of <paramref
/// name="Tenants"/>.</param>
public sealed record PlantedSimilarity(
    IReadOnlyList<string> Tenants,
    IReadOnlyList<IReadOnlyList<double>> Similarity) : IRuledDocument
{
    IEnumerable<(string Member, string Found, string Expected)> IRuledDocument.Faults()
    {
        var tenants = Tenants.Count;
        foreach (var fault in DocumentRules.Users("tenants", Tenants)) yield return fault;
        if (Similarity.Count != tenants || Similarity.Any(row => row.Count != tenants))
            yield return ("similarity", $"is not {tenants} × {tenants}", "a row and a column of each tenant");
        if (Similarity.Any(row => row.Any(value => !double.IsFinite(value))))
            yield return ("similarity", "holds a number that is not finite", "finite numbers");
    }
}
