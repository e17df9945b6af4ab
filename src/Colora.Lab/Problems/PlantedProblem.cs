using Colora.Engine;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Lab.Problems;

/// <summary>A problem drawn from a seed, with what it hides.</summary>
public sealed class PlantedProblem : IDisposable
{
    private PlantedProblem(ProblemConfig config, PlantedTruth truth, IDesign design)
    {
        Config = config;
        Truth = truth;
        Design = design;
    }

    /// <summary>Sizes and shape.</summary>
    public ProblemConfig Config { get; }

    /// <summary>What is hidden.</summary>
    public PlantedTruth Truth { get; }

    /// <summary>What is measured.</summary>
    public IDesign Design { get; }

    /// <summary>
    /// Draws truth, measurements and noise, each from a seed of its own: another n or σ leaves the truth as it is.
    /// </summary>
    /// <exception cref="Configuration.ConfigException">The problem is ill-posed.</exception>
    public static PlantedProblem Draw(ProblemConfig config, long seed)
    {
        config.Validated();
        var truth = DrawTruth(config, seed);
        return new PlantedProblem(config, truth, Measure(config, truth, config.Rows, seed, "rows"));
    }

    /// <summary>A multi-output problem over inputs that are given, such as the activations of a model.</summary>
    /// <param name="inputs">X [k,n,d1]; the problem owns it from now on.</param>
    /// <param name="config">Its D1, users and rows are those of the inputs.</param>
    /// <param name="seed">Of truth and noise.</param>
    public static PlantedProblem Over(Tensor inputs, ProblemConfig config, long seed)
    {
        config.Validated();
        long[] wanted = [config.Users, config.Rows, config.D1];
        if (config.Kind != ProblemKind.MultiOutput || !inputs.shape.SequenceEqual(wanted))
        {
            var found = string.Join(',', inputs.shape);
            throw new ArgumentException($"inputs [{found}] do not fit {config}", nameof(inputs));
        }

        using var scope = NewDisposeScope();
        using var generator = SeedSequence.NewGenerator(seed, "regression", "noise");
        var truth = DrawTruth(config, seed);
        var outputs = Outputs(inputs, truth, config, generator);
        return new PlantedProblem(config, truth, new MultiOutputDesign(inputs, outputs));
    }

    /// <summary>Fresh measurements of the same truth, as a newcomer's or a test's.</summary>
    /// <param name="rows">Rows of each user.</param>
    /// <param name="seed">Seed of the measurements.</param>
    public IDesign Fresh(int rows, long seed) => Measure(Config, Truth, rows, seed, "fresh");

    /// <inheritdoc />
    public void Dispose()
    {
        Truth.Dispose();
        Design.Dispose();
    }

    private static PlantedTruth DrawTruth(ProblemConfig config, long seed)
    {
        using var scope = NewDisposeScope();
        using var generator = SeedSequence.NewGenerator(seed, "regression", "truth");
        var u = ThinQr.Of(Normal([config.D1, config.Rank], generator)).Q;
        var v = ThinQr.Of(Normal([config.D2, config.Rank], generator)).Q;
        var cores = DrawCores(config, generator);
        var outside = config.Shape.Private > 0 ? DrawOutside(config, generator) : null;
        return new PlantedTruth(
            u.DetachFromDisposeScope(),
            v.DetachFromDisposeScope(),
            cores.DetachFromDisposeScope(),
            outside?.DetachFromDisposeScope());
    }

    // L_i = ρ L_0 + √(1−ρ²) G_i, damped to condition κ on both sides and scaled to norm 1.
    private static Tensor DrawCores(ProblemConfig config, Generator generator)
    {
        var (k, r, shape) = (config.Users, config.Rank, config.Shape);
        var common = Normal([r, r], generator);
        var own = Normal([k, r, r], generator);
        var ownShare = Math.Sqrt(1 - (shape.Similarity * shape.Similarity));
        var cores = common.Times(shape.Similarity).unsqueeze(0).Plus(own.Times(ownShare));
        if (r > 1 && shape.Condition > 1)
        {
            var powers = Enumerable.Range(0, r).Select(a => Math.Pow(shape.Condition, -a / (r - 1.0)));
            var damping = tensor(powers.ToArray());
            cores = cores * damping.reshape(1, -1, 1) * damping.reshape(1, 1, -1);
        }

        return cores / cores.reshape(k, -1).norm(1).reshape(-1, 1, 1);
    }

    // A rank-one part of norm p of each user's own.
    private static Tensor DrawOutside(ProblemConfig config, Generator generator)
    {
        var p = Normal([config.Users, config.D1, 1], generator);
        var q = Normal([config.Users, 1, config.D2], generator);
        var unit = MatrixProduct.Batched(p / p.norm(1, keepdim: true), q / q.norm(2, keepdim: true));
        return unit.Times(config.Shape.Private);
    }

    private static IDesign Measure(ProblemConfig config, PlantedTruth truth, int rows, long seed, string part)
    {
        using var scope = NewDisposeScope();
        using var generator = SeedSequence.NewGenerator(seed, "regression", part);
        var (k, d1, d2) = (config.Users, config.D1, config.D2);
        if (config.Kind == ProblemKind.MultiOutput)
        {
            var inputs = Normal([k, rows, d1], generator);
            return new MultiOutputDesign(inputs, Outputs(inputs, truth, config, generator));
        }

        var x = Normal([k, rows, d1, d2], generator);
        var y = MatrixProduct.Batched(x.reshape(k, rows, -1), truth.Models().reshape(k, -1, 1)).squeeze(2);
        if (config.Noise > 0) y = y.Plus(Normal([k, rows], generator).Times(config.Noise));
        return new SensingDesign(x, y);
    }

    private static Tensor Outputs(Tensor inputs, PlantedTruth truth, ProblemConfig config, Generator generator)
    {
        var outputs = truth.Outside is null
            ? ThroughFactors(inputs, truth)
            : MatrixProduct.Batched(inputs, truth.Models());
        if (config.Noise == 0) return outputs;
        var noise = Normal([inputs.size(0), inputs.size(1), config.D2], generator);
        return outputs.Plus(noise.Times(config.Noise / Math.Sqrt(config.D2)));
    }

    // X_i U L_i Vᵀ factor by factor: no model d1 × d2 is formed.
    private static Tensor ThroughFactors(Tensor inputs, PlantedTruth truth)
    {
        long k = inputs.size(0), rows = inputs.size(1), rank = truth.U.size(1);
        var seen = MatrixProduct.Of(inputs.reshape(-1, inputs.size(2)), truth.U).reshape(k, rows, rank);
        var hidden = MatrixProduct.Batched(seen, truth.Cores).reshape(-1, rank);
        return MatrixProduct.Of(hidden, truth.V.t()).reshape(k, rows, truth.V.size(0));
    }

    private static Tensor Normal(long[] shape, Generator generator) =>
        randn(shape, ScalarType.Float64, CPU, generator: generator);
}
