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

    /// <summary>Draws truth, measurements and noise, each from a seed of its own: another n or σ leaves the truth as it is.</summary>
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
        if (config.Kind != ProblemKind.MultiOutput || inputs.dim() != 3 || inputs.size(0) != config.Users || inputs.size(1) != config.Rows || inputs.size(2) != config.D1)
            throw new ArgumentException($"inputs [{string.Join(',', inputs.shape)}] do not fit {config}", nameof(inputs));
        using var scope = NewDisposeScope();
        using var generator = SeedSequence.NewGenerator(seed, "regression", "noise");
        var truth = DrawTruth(config, seed);
        return new PlantedProblem(config, truth, new MultiOutputDesign(inputs, Outputs(inputs, truth, config, generator)));
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
        var (k, r) = (config.Users, config.Rank);
        var u = ThinQr.Of(Normal([config.D1, r], generator)).Q;
        var v = ThinQr.Of(Normal([config.D2, r], generator)).Q;
        var common = Normal([r, r], generator);
        var own = Normal([k, r, r], generator);
        var shape = config.Shape;
        var cores = common.Times(shape.Similarity).unsqueeze(0).Plus(own.Times(Math.Sqrt(1 - (shape.Similarity * shape.Similarity))));
        if (r > 1 && shape.Condition > 1)
        {
            var damping = tensor(Enumerable.Range(0, r).Select(a => Math.Pow(shape.Condition, -a / (r - 1.0))).ToArray());
            cores = cores * damping.reshape(1, -1, 1) * damping.reshape(1, 1, -1);
        }

        cores /= cores.reshape(k, -1).norm(1).reshape(-1, 1, 1);
        Tensor? outside = null;
        if (shape.Private > 0)
        {
            var (p, q) = (Normal([k, config.D1, 1], generator), Normal([k, 1, config.D2], generator));
            outside = MatrixProduct.Batched(p / p.norm(1, keepdim: true), q / q.norm(2, keepdim: true)).Times(shape.Private);
        }

        return new PlantedTruth(u.DetachFromDisposeScope(), v.DetachFromDisposeScope(), cores.DetachFromDisposeScope(), outside?.DetachFromDisposeScope());
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
        long k = inputs.size(0), rows = inputs.size(1);
        var outputs = truth.Outside is null
            ? MatrixProduct.Of(MatrixProduct.Batched(MatrixProduct.Of(inputs.reshape(-1, config.D1), truth.U).reshape(k, rows, -1), truth.Cores).reshape(-1, config.Rank), truth.V.t()).reshape(k, rows, config.D2)
            : MatrixProduct.Batched(inputs, truth.Models());
        return config.Noise > 0 ? outputs.Plus(Normal([k, rows, config.D2], generator).Times(config.Noise / Math.Sqrt(config.D2))) : outputs;
    }

    private static Tensor Normal(long[] shape, Generator generator) => randn(shape, ScalarType.Float64, CPU, generator: generator);
}
