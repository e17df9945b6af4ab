using Colora.Data;
using Colora.Engine;
using Colora.Lab.Experiments.Bridge;
using Colora.Lab.Predictions;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Lab.Experiments;

/// <summary>
/// The bridge to language models: factors and cores planted in one linear layer of a real model, whose inputs are what
/// the model really gives that layer on text. How far the laws, which are for Gaussian inputs, bend.
/// </summary>
/// <param name="model"><c>embedded</c>, a folder, or a fetched model of a hub.</param>
/// <param name="module">Path of the layer, as model.layers.3.self_attn.q_proj.</param>
/// <param name="data">Where the text comes from.</param>
public sealed class FrozenLayer(string model, string module, DataConfig data) : IExperiment
{
    private const int Users = 20, Rank = 3;
    private const double Noise = 0.05;
    private const int MostSweeps = 2000;
    private const int FreshRows = 100;

    /// <inheritdoc />
    public string Name => "bridge";

    /// <inheritdoc />
    public string Line => "theory on a real layer: planted factors and cores, the model's own activations as inputs";

    /// <inheritdoc />
    public ExperimentReport Run(ExperimentContext context)
    {
        using var inputs = LayerInputs.Load(model, module, data);
        var seeds = context.Seeds(2, 5);
        var problem = Problem(inputs, FreshRows, Noise);
        var bound = CountingBound.Rows(problem);
        double[] multiples = context.By<double[]>([3, 6, 12], [2, 3, 4, 6, 9, 12]);
        int[] sizes = [.. multiples.Select(times => (int)Math.Ceiling(times * bound))];
        double[] noises = [0, Noise];
        var cells =
            from kind in InputKinds.All
            from rows in sizes
            from seed in seeds
            from noise in noises
            select new BridgeCell(kind, rows, seed, noise);
        var runs = context.Map(Name, [.. cells], cell => Recover(inputs, cell, context));
        var found = new BridgeFindings(seeds, sizes, problem, bound, inputs.Tokens, inputs.Spectrum, runs);
        return BridgeReport.Of(Name, $"{module} of {model}", found);
    }

    private static ProblemConfig Problem(LayerInputs inputs, int rows, double noise)
    {
        var (kind, layer, shape) = (ProblemKind.MultiOutput, inputs.Target, new TaskShape());
        return new ProblemConfig(kind, layer.In, layer.Out, Rank, Users, rows, noise, shape);
    }

    private static BridgeRun Recover(LayerInputs inputs, BridgeCell cell, ExperimentContext context)
    {
        using var scope = NewDisposeScope();
        using var generator = SeedSequence.NewGenerator(cell.Seed, "bridge", cell.Rows);
        var drawn = inputs.Draw(cell.Kind, Users, cell.Rows, generator);
        using var problem = PlantedProblem.Over(drawn, Problem(inputs, cell.Rows, cell.Noise), cell.Seed);
        var (start, config) = (RecoveryStart.SecondMoment, new RecoveryConfig(MostSweeps));
        using var fit = StartFactors.Run(
            problem.Design, Rank, start, config, problem.Truth, cell.Seed, stop: context.Stop);
        Trial.Tell(context, fit, $"{cell.Kind} inputs, {cell.Rows} rows, seed {cell.Seed}");
        var fresh = inputs.Draw(cell.Kind, Users, FreshRows, generator);
        return new BridgeRun(cell, fit.Log, PredictionError(fresh, problem.Truth, fit));
    }

    // Mean over users of ‖X (M̂_i − M_i)‖ / ‖X M_i‖.
    private static double PredictionError(Tensor inputs, PlantedTruth truth, RecoveryResult fit)
    {
        var right = MatrixProduct.Batched(inputs, truth.Models()).reshape(Users, -1);
        var found = MatrixProduct.Batched(inputs, PlantedTruth.Of(fit.U, fit.V, fit.Cores)).reshape(Users, -1);
        return Constant.Read<double>(((found - right).norm(1) / right.norm(1)).mean());
    }
}
