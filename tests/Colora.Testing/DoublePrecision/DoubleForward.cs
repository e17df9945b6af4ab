namespace Colora.Testing.DoublePrecision;

/// <summary>One forward pass of <see cref="DoubleLlama"/>, kept so that <see cref="Backward"/> can follow.</summary>
public sealed class DoubleForward
{
    private const string Embedding = DoubleLlama.Embedding;
    private const string FinalNorm = "model.norm.weight";

    private readonly DoublePass pass;
    private readonly DoubleDecoderLayer[] layers;
    private readonly DoubleProjection head;
    private readonly double[] last;
    private readonly double[] normed;

    internal DoubleForward(DoublePass pass)
    {
        this.pass = pass;
        layers = [.. Enumerable.Range(0, pass.Config.Layers).Select(i => new DoubleDecoderLayer(pass, $"model.layers.{i}", i))];
        head = pass.Head();
        last = layers.Aggregate(Embed(), (x, layer) => layer.Forward(x));
        normed = DoubleRmsNorm.Forward(last, pass.Weight(FinalNorm), pass.Config.Epsilon);
        Logits = head.Forward(normed);
    }

    /// <summary>Logits [rows, columns, vocabulary]; those at padding mean nothing.</summary>
    public double[] Logits { get; }

    /// <summary>
    /// −(1/N) Σ log softmax(logits[i,t])[labels[i,t+1]] over all i, t with labels[i,t+1] ≠ −100; N = their number in the whole batch.
    /// NaN when there is none.
    /// </summary>
    public double Loss => Targets().Average(t => DoubleSoftmax.LogSumExp(LogitsAt(t.Token)) - LogitsAt(t.Token)[t.Label]);

    /// <summary>Logits of token <paramref name="token"/> (row · columns + column).</summary>
    public ReadOnlySpan<double> LogitsAt(int token) => Logits.AsSpan(token * pass.Config.VocabularySize, pass.Config.VocabularySize);

    /// <summary>Gradients of <see cref="Loss"/>, by the chain rule written out.</summary>
    /// <param name="withWeights">Whether those of the model's own weights are wanted too.</param>
    public DoubleGradients Backward(bool withWeights = true)
    {
        var weights = withWeights ? pass.Model.Weights.ToDictionary(w => w.Key, w => new double[w.Value.Length]) : [];
        var gradients = new DoubleGradients(weights, pass.Adapter?.Zeros());

        var dNormed = new double[normed.Length];
        head.Backward(normed, LogitGradients(), dNormed, gradients);
        var dx = new double[last.Length];
        DoubleRmsNorm.Backward(last, pass.Weight(FinalNorm), pass.Config.Epsilon, dNormed, dx, weights.GetValueOrDefault(FinalNorm));
        foreach (var layer in layers.Reverse()) dx = layer.Backward(dx, gradients);
        if (weights.TryGetValue(Embedding, out var embedding)) AddEmbeddingGradient(dx, embedding);
        return gradients;
    }

    private List<(int Token, int Label)> Targets()
    {
        var batch = pass.Batch;
        var labels = batch.Labels ?? throw new InvalidOperationException("the batch has no labels");
        return [.. Enumerable.Range(0, batch.Tokens)
            .Where(n => n % batch.Columns < batch.Columns - 1 && labels[n + 1] != -100)
            .Select(n => (n, (int)labels[n + 1]))];
    }

    /// <summary>∂loss/∂logits = (softmax − one-hot)/N at the tokens that predict something, else 0.</summary>
    private double[] LogitGradients()
    {
        var result = new double[Logits.Length];
        var targets = Targets();
        foreach (var (token, label) in targets)
        {
            var row = result.AsSpan(token * pass.Config.VocabularySize, pass.Config.VocabularySize);
            LogitsAt(token).CopyTo(row);
            DoubleSoftmax.Apply(row);
            row[label] -= 1;
            foreach (ref var value in row) value /= targets.Count;
        }

        return result;
    }

    private double[] Embed()
    {
        var size = pass.Config.HiddenSize;
        var table = pass.Weight(Embedding);
        var x = new double[pass.Batch.Tokens * size];
        for (var n = 0; n < pass.Batch.Tokens; n++) Array.Copy(table, pass.Batch.Ids[n] * size, x, n * size, size);
        return x;
    }

    private void AddEmbeddingGradient(double[] dx, double[] gradient)
    {
        var size = pass.Config.HiddenSize;
        for (var n = 0; n < pass.Batch.Tokens; n++)
            DoubleLinear.AddScaled(1, dx.AsSpan(n * size, size), gradient.AsSpan((int)pass.Batch.Ids[n] * size, size));
    }
}
