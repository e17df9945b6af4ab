namespace Colora.Studies.Statistics;

/// <summary>
/// Sums of the same values under many signs: of each eight values the sums under all their signs are kept, so that a
/// sum takes one look-up for eight values.
/// </summary>
internal sealed class SignedSums
{
    private const int Together = 8, Signs = 1 << Together;

    // [eight][signs of its values]
    private readonly double[][] eights;

    /// <summary>Prepares the sums.</summary>
    /// <param name="values">Summed as they are: weights are the caller's.</param>
    public SignedSums(double[] values) =>
        eights = [.. values.Chunk(Together).Select(SumsOf)];

    /// <summary>The sum under some signs.</summary>
    /// <param name="signs">Bits: 0 as it is, 1 turned round. Beyond 64 values a sign serves several: they turn
    /// together.</param>
    public double Of(ulong signs)
    {
        double sum = 0;
        for (var eight = 0; eight < eights.Length; eight++)
            sum += eights[eight][signs >> (Together * eight % 64) & (Signs - 1)];
        return sum;
    }

    private static double[] SumsOf(double[] eight) =>
        [.. Enumerable.Range(0, Signs).Select(signs => Sum(eight, signs))];

    private static double Sum(double[] eight, int signs)
    {
        double sum = 0;
        for (var i = 0; i < eight.Length; i++) sum += (signs >> i & 1) == 0 ? eight[i] : -eight[i];
        return sum;
    }
}
