namespace Colora.Testing.DoublePrecision;

/// <summary>SwiGLU (Shazeer 2020, arXiv:2002.05202): down(silu(gate x) ∘ up x), silu(g) = g σ(g).</summary>
internal sealed class DoubleGatedMlp(DoublePass pass, string path)
{
    private readonly DoubleProjection gateOf = pass.Projection(path + ".gate_proj");
    private readonly DoubleProjection upOf = pass.Projection(path + ".up_proj");
    private readonly DoubleProjection downOf = pass.Projection(path + ".down_proj");
    private double[] input = [];
    private double[] gate = [];
    private double[] up = [];
    private double[] product = [];

    /// <summary>x [tokens, hidden] → [tokens, hidden].</summary>
    public double[] Forward(double[] x)
    {
        input = x;
        gate = gateOf.Forward(x);
        up = upOf.Forward(x);
        product = new double[gate.Length];
        for (var i = 0; i < gate.Length; i++) product[i] = gate[i] * Sigmoid(gate[i]) * up[i];
        return downOf.Forward(product);
    }

    /// <summary>silu'(g) = σ(g) (1 + g (1 − σ(g))).</summary>
    public void Backward(double[] dy, double[] dx, DoubleGradients gradients)
    {
        var dProduct = new double[product.Length];
        downOf.Backward(product, dy, dProduct, gradients);
        var (dGate, dUp) = (new double[gate.Length], new double[up.Length]);
        for (var i = 0; i < gate.Length; i++)
        {
            var sigma = Sigmoid(gate[i]);
            dUp[i] = dProduct[i] * gate[i] * sigma;
            dGate[i] = dProduct[i] * up[i] * sigma * (1 + gate[i] * (1 - sigma));
        }

        gateOf.Backward(input, dGate, dx, gradients);
        upOf.Backward(input, dUp, dx, gradients);
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
