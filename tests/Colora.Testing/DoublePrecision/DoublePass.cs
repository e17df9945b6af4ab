namespace Colora.Testing.DoublePrecision;

/// <summary>What every part of one forward pass needs: the model, the rows, and the adapter if there is one.</summary>
internal sealed record DoublePass(DoubleLlama Model, DoubleBatch Batch, DoubleAdapter? Adapter)
{
    public DoubleLlamaConfig Config => Model.Config;

    public double[] Weight(string name) => Model.Weights[name];

    public DoubleProjection Projection(string module) => new(this, module, module + ".weight");

    /// <summary>The output layer, which uses the embedding itself in a tied model.</summary>
    public DoubleProjection Head() => new(this, DoubleLlama.Head, Model.HeadWeightName);
}
