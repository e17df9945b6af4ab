namespace Colora.Studies.Statistics;

/// <summary>
/// Users' chances corrected for one another by closed testing (Marcus, Peritz and Gabriel 1976): a user's corrected
/// chance is the largest that any set of users with it in comes to, so that the chance of even one wrong user of all is
/// held, however much users differ. A set S is judged by all its users together: by the sum over S of 1/√p, a power
/// mean of chances (Vovk and Wang 2020; <see cref="ChanceSum"/>), which many small gains bring up as well as one large
/// one does, and to which a user who does not gain adds 1 at least. Where all users gain a little, a user's chance so
/// needs to be small by itself, but is not multiplied by the number of users. Of all sets of one size the one with the
/// largest chances comes to most: n² sums are enough.
/// <para>
/// A user whose chance is above <see cref="Asked"/> is most likely hurt. It is in no set, and the others' chances count
/// given that they are not above it, p / (the largest chance up to it): a few users who are hurt do not hide the others
/// (Zhao, Small and Su 2019; Ellis, Pecanka and Goeman 2020).
/// </para>
/// </summary>
internal static class ClosedTest
{
    /// <summary>The chance above which a user of several is not asked.</summary>
    public const double Asked = 0.9;

    /// <summary>The corrected chances; of users who are not asked 1.</summary>
    /// <param name="chances">Of each user, independent of one another; at most <see cref="ChanceSum.Most"/> of
    /// them.</param>
    /// <param name="most">Of each user, the largest chance up to <see cref="Asked"/> that it could have had.</param>
    public static double[] Correct(IReadOnlyList<double> chances, IReadOnlyList<double> most)
    {
        if (chances.Count == 1) return [chances[0]];
        int[] asked = [.. Enumerable.Range(0, chances.Count).Where(user => chances[user] <= Asked)];
        double[] given = [.. chances.Select((chance, user) => Math.Min(1, chance / most[user]))];
        int[] falling = [.. asked.OrderByDescending(user => given[user])];
        var corrected = Enumerable.Repeat(1.0, chances.Count).ToArray();
        foreach (var user in asked) corrected[user] = Largest(user);
        return corrected;

        double Largest(int user)
        {
            var (largest, sum, count) = (given[user], ChanceSum.Term(given[user]), 1);
            foreach (var other in falling)
            {
                if (other == user) continue;
                sum += ChanceSum.Term(given[other]);
                largest = Math.Max(largest, ChanceSum.Chance(++count, sum));
            }

            return largest;
        }
    }
}
