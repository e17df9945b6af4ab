namespace Colora.Studies.Statistics;

/// <summary>
/// How likely so large a sum of 1/√p is where the p are independent and uniform: 1/√p is above x with a chance of x⁻²
/// (Pareto). The distribution of the sum of several is convolved on a grid, each term rounded up to the next of its
/// places, so that a chance is never below the true one. Chances that are discrete, and so less often small than
/// uniform ones, only make it more careful.
/// </summary>
internal static class ChanceSum
{
    /// <summary>Most terms.</summary>
    public const int Most = 20;

    private const int PlacesOfOne = 16;
    private const int Places = 256 * PlacesOfOne;
    private static readonly Lazy<double[][]> Tails = new(MakeTails);

    /// <summary>What a chance adds to the sum.</summary>
    public static double Term(double chance) => 1 / Math.Sqrt(chance);

    /// <summary>Chance of at least this sum.</summary>
    /// <param name="terms">Number of terms, 1 to <see cref="Most"/>.</param>
    /// <param name="sum">At least the number of terms.</param>
    public static double Chance(int terms, double sum)
    {
        var place = Math.Ceiling((sum - terms) * PlacesOfOne - 1e-9);
        return Tails.Value[terms - 1][(int)Math.Clamp(place, 0, Places)];
    }

    /// <summary>[terms − 1][place]: chance of a sum at that place or above, less the least it can be.</summary>
    private static double[][] MakeTails()
    {
        double[] one = [0, .. Enumerable.Range(1, Places - 1).Select(place => Above(place - 1) - Above(place))];
        var sum = one;
        var tails = new double[Most][];
        tails[0] = Tail(sum);
        for (var terms = 2; terms <= Most; terms++)
        {
            sum = Convolve(sum, one);
            tails[terms - 1] = Tail(sum);
        }

        return tails;

        static double Above(int place) => Math.Pow(1 + (double)place / PlacesOfOne, -2);
    }

    private static double[] Convolve(double[] sum, double[] one)
    {
        var both = new double[Places];
        for (var first = 0; first < Places; first++)
            for (var second = 0; second < Places - first; second++) both[first + second] += sum[first] * one[second];
        return both;
    }

    /// <summary>What is not below a place; the last entry is all that is beyond the grid.</summary>
    private static double[] Tail(double[] sum)
    {
        var tail = new double[Places + 1];
        double below = 0;
        for (var place = 0; place <= Places; place++)
        {
            tail[place] = 1 - below;
            if (place < Places) below += sum[place];
        }

        return tail;
    }
}
