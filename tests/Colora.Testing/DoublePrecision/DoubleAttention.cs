namespace Colora.Testing.DoublePrecision;

/// <summary>
/// Self-attention with grouped heads (Ainslie et al. 2023, arXiv:2305.13245): query head h reads key and value head
/// h / (heads / key-value heads). Scores are q·k/√d; the mask adds the smallest finite number to the scores of later and padded
/// tokens and of those before the window (counted in columns), so that a query that may see nothing stays finite (it then sees all alike; its output is never used).
/// </summary>
internal sealed class DoubleAttention
{
    private readonly DoubleBatch batch;
    private readonly DoubleProjection queryOf;
    private readonly DoubleProjection keyOf;
    private readonly DoubleProjection valueOf;
    private readonly DoubleProjection outputOf;
    private readonly double[] frequencies;
    private readonly int heads;
    private readonly int keyHeads;
    private readonly int headDim;
    private readonly int window;

    // Kept by Forward for Backward: x and the merged heads; q, k (both rotated), v [tokens, heads · d]; p [rows, heads, T, T].
    private double[] input = [];
    private double[] query = [];
    private double[] key = [];
    private double[] value = [];
    private double[] probabilities = [];
    private double[] merged = [];

    public DoubleAttention(DoublePass pass, string path, int layer)
    {
        batch = pass.Batch;
        queryOf = pass.Projection(path + ".q_proj");
        keyOf = pass.Projection(path + ".k_proj");
        valueOf = pass.Projection(path + ".v_proj");
        outputOf = pass.Projection(path + ".o_proj");
        (heads, keyHeads, headDim) = (pass.Config.Heads, pass.Config.KeyValueHeads, pass.Config.HeadDim);
        window = pass.Config.Windows?[layer] ?? int.MaxValue;
        frequencies = pass.Config.Rope.Frequencies(headDim);
    }

    /// <summary>x [tokens, hidden] → [tokens, hidden].</summary>
    public double[] Forward(double[] x)
    {
        input = x;
        query = queryOf.Forward(x);
        key = keyOf.Forward(x);
        value = valueOf.Forward(x);
        RotateAll(query, heads, 1);
        RotateAll(key, keyHeads, 1);
        probabilities = new double[batch.Rows * heads * batch.Columns * batch.Columns];
        merged = new double[query.Length];
        ForEachQuery((q, h, row) => Attend(q, h, row));
        return outputOf.Forward(merged);
    }

    /// <summary>Adds to dx from dy, both [tokens, hidden].</summary>
    public void Backward(double[] dy, double[] dx, DoubleGradients gradients)
    {
        var dMerged = new double[merged.Length];
        outputOf.Backward(merged, dy, dMerged, gradients);

        var (dQuery, dKey, dValue) = (new double[query.Length], new double[key.Length], new double[value.Length]);
        ForEachQuery((q, h, row) => AttendBack(q, h, row, dMerged, dQuery, dKey, dValue));
        RotateAll(dQuery, heads, -1);
        RotateAll(dKey, keyHeads, -1);
        queryOf.Backward(input, dQuery, dx, gradients);
        keyOf.Backward(input, dKey, dx, gradients);
        valueOf.Backward(input, dValue, dx, gradients);
    }

    /// <summary>p_j = softmax_j(q·k_j/√d), out = Σ p_j v_j.</summary>
    private void Attend(int token, int head, int row)
    {
        var first = row * batch.Columns;
        var p = Probabilities(token, head, row);
        var q = Head(query, token, head, heads);
        for (var j = 0; j < p.Length; j++)
            p[j] = MayRead(token, first + j) ? DoubleLinear.Dot(q, Head(key, first + j, KeyHead(head), keyHeads)) / Math.Sqrt(headDim) : -double.MaxValue;
        DoubleSoftmax.Apply(p);
        var output = Head(merged, token, head, heads);
        for (var j = 0; j < p.Length; j++) DoubleLinear.AddScaled(p[j], Head(value, first + j, KeyHead(head), keyHeads), output);
    }

    /// <summary>dv_j += p_j g; dp_j = g·v_j; ds_j = p_j (dp_j − Σ p dp) where unmasked; dq += ds_j k_j/√d; dk_j += ds_j q/√d.</summary>
    private void AttendBack(int token, int head, int row, double[] dMerged, double[] dQuery, double[] dKey, double[] dValue)
    {
        var first = row * batch.Columns;
        var p = Probabilities(token, head, row);
        var g = Head(dMerged, token, head, heads);
        var dp = new double[p.Length];
        for (var j = 0; j < p.Length; j++)
        {
            dp[j] = DoubleLinear.Dot(g, Head(value, first + j, KeyHead(head), keyHeads));
            DoubleLinear.AddScaled(p[j], g, Head(dValue, first + j, KeyHead(head), keyHeads));
        }

        var mean = DoubleLinear.Dot(p, dp);
        for (var j = 0; j < p.Length; j++)
        {
            // The mask swallows the score: no gradient passes, even where all is masked and p is not 0.
            if (!MayRead(token, first + j)) continue;
            var ds = p[j] * (dp[j] - mean) / Math.Sqrt(headDim);
            DoubleLinear.AddScaled(ds, Head(key, first + j, KeyHead(head), keyHeads), Head(dQuery, token, head, heads));
            DoubleLinear.AddScaled(ds, Head(query, token, head, heads), Head(dKey, first + j, KeyHead(head), keyHeads));
        }
    }

    private bool MayRead(int from, int to) => to <= from && from - to < window && batch.IsReal(to);

    private int KeyHead(int head) => head / (heads / keyHeads);

    private Span<double> Head(double[] values, int token, int head, int count) => values.AsSpan((token * count + head) * headDim, headDim);

    private Span<double> Probabilities(int token, int head, int row)
    {
        var length = batch.Columns;
        return probabilities.AsSpan(((row * heads + head) * length + token % length) * length, length);
    }

    private void RotateAll(double[] values, int count, int direction)
    {
        for (var token = 0; token < batch.Tokens; token++)
        {
            for (var h = 0; h < count; h++) DoubleRope.Rotate(Head(values, token, h, count), frequencies, batch.PositionOf(token), direction);
        }
    }

    private void ForEachQuery(Action<int, int, int> visit)
    {
        for (var token = 0; token < batch.Tokens; token++)
        {
            for (var h = 0; h < heads; h++) visit(token, h, token / batch.Columns);
        }
    }
}
