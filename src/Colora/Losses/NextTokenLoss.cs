using Colora.Data;
using Colora.Engine;
using Colora.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace Colora.Losses;

/// <summary>
/// −log softmax(logits at t)[label at t+1], the one place where labels are shifted. Only hidden states that predict a label go
/// through the head, in chunks, so that memory grows with the chunk and not with the vocabulary times the batch.
/// </summary>
internal static class NextTokenLoss
{
    private const int ChunkRows = 256;

    /// <summary>Labels that bear loss: all but −100 at places ≥ 1.</summary>
    public static int Count(TokenBatch batch) => Places(batch).Hidden.Count;

    /// <summary>
    /// Mean loss over all labels (divided by <paramref name="labels"/>, which may count several micro-batches) and its gradient
    /// carried back through the model.
    /// </summary>
    /// <param name="model">The model, for its head.</param>
    /// <param name="hidden">[rows, tokens, hidden] of the batch, with its graph.</param>
    /// <param name="batch">The labels.</param>
    /// <param name="labels">Labels of the whole step.</param>
    /// <param name="weightOfRow">Weight of each row's labels instead of 1/<paramref name="labels"/>.</param>
    /// <returns>Sum of the losses of this batch, in nats.</returns>
    public static double Backward(CausalLM model, Tensor hidden, TokenBatch batch, long labels, IReadOnlyList<double>? weightOfRow = null)
    {
        var (places, targets, rowOf) = Places(batch);
        if (places.Count == 0) return 0;
        using var scope = NewDisposeScope();
        var flat = hidden.view(-1, hidden.size(2));
        var chosen = flat.index_select(0, Index(places, hidden.device));
        var gradient = empty_like(chosen);
        double sum = 0;
        for (var start = 0; start < places.Count; start += ChunkRows)
        {
            using var chunk = NewDisposeScope();
            var rows = Math.Min(ChunkRows, places.Count - start);
            var leaf = chosen.narrow(0, start, rows).detach();
            leaf.requires_grad = true;
            var losses = Losses(model, leaf, targets, start, rows);
            sum += Sum(losses);
            using var count = ((double)labels).ToScalar();
            if (weightOfRow is null) (losses.sum() / count).backward();
            else (losses * tensor(rowOf.GetRange(start, rows).Select(row => (float)weightOfRow[row]).ToArray(), device: hidden.device)).sum().backward();
            gradient.narrow(0, start, rows).copy_(leaf.grad!);
        }

        autograd.backward([chosen], [gradient]);
        return sum;
    }

    /// <summary>Sum of losses and number of labels of every row; no gradient.</summary>
    /// <param name="model">The model, for its head.</param>
    /// <param name="hidden">[rows, tokens, hidden].</param>
    /// <param name="batch">The labels.</param>
    public static (double Sum, int Labels)[] PerRow(CausalLM model, Tensor hidden, TokenBatch batch)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var result = new (double Sum, int Labels)[batch.Rows];
        var (places, targets, rowOf) = Places(batch);
        if (places.Count == 0) return result;
        var chosen = hidden.view(-1, hidden.size(2)).index_select(0, Index(places, hidden.device));
        for (var start = 0; start < places.Count; start += ChunkRows)
        {
            using var chunk = NewDisposeScope();
            var rows = Math.Min(ChunkRows, places.Count - start);
            var losses = Losses(model, chosen.narrow(0, start, rows), targets, start, rows).to(CPU).data<float>();
            for (var i = 0; i < rows; i++)
            {
                var row = rowOf[start + i];
                result[row] = (result[row].Sum + losses[i], result[row].Labels + 1);
            }
        }

        return result;
    }

    private static Tensor Losses(CausalLM model, Tensor hidden, List<long> targets, int start, int rows) =>
        nn.functional.cross_entropy(
            model.Logits(hidden),
            tensor(targets.GetRange(start, rows).ToArray(), ScalarType.Int64, hidden.device),
            reduction: nn.Reduction.None);

    private static double Sum(Tensor losses) => Constant.Read<double>(losses.to(ScalarType.Float64).sum());

    private static Tensor Index(List<long> places, Device device) => tensor(places.ToArray(), ScalarType.Int64, device);

    /// <summary>The shift by one: the hidden state at t−1 predicts the label at t.</summary>
    private static (List<long> Hidden, List<long> Targets, List<int> Row) Places(TokenBatch batch)
    {
        var hidden = new List<long>();
        var targets = new List<long>();
        var rowOf = new List<int>();
        for (var row = 0; row < batch.Rows; row++)
        {
            for (var t = 1; t < batch.Tokens; t++)
            {
                var label = batch.Labels[row * batch.Tokens + t];
                if (label == TokenBatch.Ignore) continue;
                hidden.Add(row * batch.Tokens + t - 1);
                targets.Add(label);
                rowOf.Add(row);
            }
        }

        return (hidden, targets, rowOf);
    }
}
