using Colora.Studies.Similarity;
using MathNet.Numerics.Statistics;

namespace Colora.Studies.Comparison;

/// <summary>
/// How alike the users of a comparison are, from the cores of one of its runs, and whether those gain who are like
/// others.
/// </summary>
/// <param name="Arm">The arm whose cores were read: the first CoLoRA arm.</param>
/// <param name="Rows">Training rows of each user in that run: the most.</param>
/// <param name="Seed">Its seed: the first.</param>
/// <param name="Found">Cosines, tree, groups.</param>
public sealed record CompareSimilarity(string Arm, int Rows, long Seed, SimilarityReport Found)
{
    /// <summary>Mean cosine of a user's update with the others', −1…1.</summary>
    public double MeanOf(string user)
    {
        var at = Found.Users.ToList().IndexOf(user);
        return Found.Cosines[at].Where((_, other) => other != at).Average();
    }

    /// <summary>
    /// Spearman's rank correlation of the users' gains over local with their mean cosines; NaN where all are equal.
    /// </summary>
    /// <param name="row">An arm that was judged against local.</param>
    public double GainsWith(CompareSummary row)
    {
        double[] likeness = [.. row.Verdicts.Select(verdict => MeanOf(verdict.User))];
        double[] gains = [.. row.Verdicts.Select(verdict => verdict.Gain.Mean)];
        return Correlation.Spearman(likeness, gains);
    }
}
