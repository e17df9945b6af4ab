using Colora.Adapters;
using Colora.Data;
using Colora.Losses;
using Colora.Model;
using static TorchSharp.torch;

namespace Colora.Training;

/// <summary>Gradients of users' cores from one half of their rows each, at an adapter that stays as it is.</summary>
/// <param name="model">The base.</param>
/// <param name="weights">An adapter with personal cores.</param>
/// <param name="rows">Rows of each user; odd and even ones are the halves.</param>
/// <param name="batchSize">Rows of a pass.</param>
internal sealed class CoreGradients(
    CausalLM model, AdapterWeights weights, IReadOnlyList<IReadOnlyList<TokenSequence>> rows, int batchSize)
{
    /// <summary>Users that have two halves.</summary>
    public IReadOnlyList<int> Users { get; } =
        [.. Enumerable.Range(0, rows.Count).Where(user => rows[user].Count > 1)];

    /// <summary>Of the mean loss of each user's answer tokens in one half, float64 [users, width].</summary>
    /// <param name="half">0 or 1.</param>
    public Tensor OfHalf(int half)
    {
        var own = Users.SelectMany(user => rows[user].Where((_, row) => row % 2 == half)).ToList();
        var labels = own.ToLookup(row => row.User, row => NextTokenLoss.Count(new TokenBatch([row])));
        using var active = new ActiveFactors(weights, [.. Users], [FactorKind.S], model.Device);
        foreach (var chunk in own.Chunk(batchSize))
        {
            using var inner = NewDisposeScope();
            var batch = new TokenBatch(chunk);
            using var adaptation = active.For(batch.UserOfRow);
            var hidden = model.Hidden(batch.IdsOn(model.Device), batch.MaskOn(model.Device), null, adaptation);
            double[] shares = [.. batch.UserOfRow.Select(user => 1.0 / Math.Max(1, labels[user].Sum()))];
            NextTokenLoss.Backward(model, hidden, batch, 1, shares);
        }

        active.CollectGradients();
        using var quiet = no_grad();
        return active.Gradient(FactorKind.S).to(ScalarType.Float64).cpu();
    }
}
