namespace Colora.Testing.DoublePrecision;

/// <summary>y = x + attention(norm x); out = y + mlp(norm y).</summary>
internal sealed class DoubleDecoderLayer(DoublePass pass, string path, int layer)
{
    private readonly string firstNorm = path + ".input_layernorm.weight";
    private readonly string secondNorm = path + ".post_attention_layernorm.weight";
    private readonly DoubleAttention attention = new(pass, path + ".self_attn", layer);
    private readonly DoubleGatedMlp mlp = new(pass, path + ".mlp");
    private double[] input = [];
    private double[] middle = [];

    /// <summary>x [tokens, hidden] → [tokens, hidden].</summary>
    public double[] Forward(double[] x)
    {
        input = x;
        middle = Sum(x, attention.Forward(DoubleRmsNorm.Forward(x, pass.Weight(firstNorm), pass.Config.Epsilon)));
        return Sum(middle, mlp.Forward(DoubleRmsNorm.Forward(middle, pass.Weight(secondNorm), pass.Config.Epsilon)));
    }

    /// <summary>dy [tokens, hidden] → dx [tokens, hidden].</summary>
    public double[] Backward(double[] dy, DoubleGradients gradients)
    {
        var dMiddle = ThroughBranch(dy, mlp.Backward, middle, secondNorm, gradients);
        return ThroughBranch(dMiddle, attention.Backward, input, firstNorm, gradients);
    }

    /// <summary>Of y = x + branch(norm x): dx = dy + normᵀ branchᵀ dy.</summary>
    private double[] ThroughBranch(double[] dy, Action<double[], double[], DoubleGradients> branch, double[] x, string norm, DoubleGradients gradients)
    {
        var dNormed = new double[x.Length];
        branch(dy, dNormed, gradients);
        var dx = (double[])dy.Clone();
        DoubleRmsNorm.Backward(x, pass.Weight(norm), pass.Config.Epsilon, dNormed, dx, gradients.Weights.GetValueOrDefault(norm));
        return dx;
    }

    private static double[] Sum(double[] x, double[] y)
    {
        var sum = (double[])x.Clone();
        DoubleLinear.AddScaled(1, y, sum);
        return sum;
    }
}
