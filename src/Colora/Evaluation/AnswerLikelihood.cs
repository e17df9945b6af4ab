using Colora.Adapters;
using Colora.Data;
using Colora.Losses;
using Colora.Model;
using Colora.Training;
using static TorchSharp.torch;

namespace Colora.Evaluation;

/// <summary>Negative log-likelihood of answers, end of sequence included, teacher-forced.</summary>
internal static class AnswerLikelihood
{
    /// <summary>
    /// Sum (nats) and number of answer tokens of every sequence, in the given order. Rows of equal length go together.
    /// </summary>
    /// <param name="model">The base.</param>
    /// <param name="weights">All factors, or none for the base.</param>
    /// <param name="sequences">Encoded examples of any users.</param>
    /// <param name="batchSize">Rows of a forward pass.</param>
    /// <param name="report">Called with the number of rows done.</param>
    /// <exception cref="DivergenceException">The loss of a row is not finite.</exception>
    public static (double Sum, int Labels)[] Of(
        CausalLM model, AdapterWeights? weights, IReadOnlyList<TokenSequence> sequences, int batchSize,
        Action<int>? report = null)
    {
        using var quiet = no_grad();
        var results = new (double, int)[sequences.Count];
        var order = Enumerable.Range(0, sequences.Count).OrderBy(i => sequences[i].Ids.Length).ThenBy(i => i).ToArray();
        var done = 0;
        foreach (var places in order.Chunk(batchSize))
        {
            using var scope = NewDisposeScope();
            var rows = OfBatch(model, weights, new TokenBatch(places.Select(i => sequences[i]).ToList()));
            for (var i = 0; i < places.Length; i++)
            {
                results[places[i]] = rows[i];
                if (!double.IsFinite(rows[i].Sum))
                    throw Diverged(weights, sequences[places[i]].User, places[i], rows[i].Sum);
            }

            report?.Invoke(done += places.Length);
        }

        return results;
    }

    private static (double Sum, int Labels)[] OfBatch(CausalLM model, AdapterWeights? weights, TokenBatch batch)
    {
        using var active = weights is null
            ? null
            : new ActiveFactors(weights, batch.UserOfRow.Distinct().Order().ToArray(), [], model.Device);
        using var adaptation = active?.For(batch.UserOfRow);
        var hidden = model.Hidden(batch.IdsOn(model.Device), batch.MaskOn(model.Device), null, adaptation);
        return NextTokenLoss.PerRow(model, hidden, batch);
    }

    private static DivergenceException Diverged(AdapterWeights? weights, int user, int place, double sum)
    {
        var whose = weights is null || user >= weights.Layout.Users.Count
            ? ""
            : $" of user \"{weights.Layout.Users[user]}\"";
        var what = double.IsNaN(sum) ? "NaN" : "infinite";
        return new DivergenceException($"the loss of judged row {place + 1}{whose} is {what}");
    }

    /// <summary>
    /// Mean loss of an answer token for each of <paramref name="users"/> users, in nats; NaN for a user without rows.
    /// </summary>
    public static double[] PerUser(
        IReadOnlyList<TokenSequence> sequences, IReadOnlyList<(double Sum, int Labels)> scores, int users)
    {
        var sums = new double[users];
        var labels = new long[users];
        for (var i = 0; i < sequences.Count; i++)
        {
            sums[sequences[i].User] += scores[i].Sum;
            labels[sequences[i].User] += scores[i].Labels;
        }

        return sums.Select((sum, user) => labels[user] == 0 ? double.NaN : sum / labels[user]).ToArray();
    }
}
