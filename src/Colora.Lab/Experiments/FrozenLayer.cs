using System.Globalization;
using Colora.Data;
using Colora.Engine;
using Colora.Formats;
using Colora.Lab.Predictions;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using Colora.LinearAlgebra;
using Colora.Model;
using Colora.Runs;
using static TorchSharp.torch;

namespace Colora.Lab.Experiments;

/// <summary>
/// The bridge to language models: factors and cores planted in one linear layer of a real model, whose inputs are what the model really gives that layer on
/// text. How far the laws, which are for Gaussian inputs, bend.
/// </summary>
/// <param name="model"><c>embedded</c>, a folder, or a fetched model of a hub.</param>
/// <param name="module">Path of the layer, as model.layers.3.self_attn.q_proj.</param>
/// <param name="data">Where the text comes from.</param>
public sealed class FrozenLayer(string model, string module, DataConfig data) : IExperiment
{
    private const int Users = 20, Rank = 3;
    private const double Noise = 0.05;
    private const int TokensARow = 128, MostRows = 400;
    private const int MostSweeps = 2000;

    private static readonly string[] Inputs = ["Gaussian", "activations, whitened", "activations"];

    /// <inheritdoc />
    public string Name => "bridge";

    /// <inheritdoc />
    public string Line => "theory on a real layer: planted factors and cores, the model's own activations as inputs";

    /// <inheritdoc />
    public ExperimentReport Run(ExperimentContext context)
    {
        using var outer = NewDisposeScope();
        var (pool, target) = Activations();
        using (pool)
        {
            var seeds = context.Seeds(2, 5);
            var spectrum = linalg.eigvalsh(MatrixProduct.Of(pool.t(), pool).div(Constant.Of((double)pool.size(0)))).data<double>().ToArray();
            var effective = spectrum.Sum() * spectrum.Sum() / spectrum.Sum(value => value * value);
            var bound = Rank + ((target.In - Rank) / (double)Users);
            int[] rows = [.. context.By<double[]>([3, 6, 12], [2, 3, 4, 6, 9, 12]).Select(times => (int)Math.Ceiling(times * bound))];
            var cells = Inputs.SelectMany(kind => rows.SelectMany(n => seeds.SelectMany(seed => ((double[])[0, Noise]).Select(noise => (Kind: kind, Rows: n, Seed: seed, Noise: noise))))).ToList();
            using var whitener = Whitener(pool);
            var answers = context.Map("bridge", cells, cell => Recover(pool, whitener, target, cell.Kind, cell.Rows, cell.Seed, cell.Noise, context));
            var all = cells.Zip(answers, (cell, answer) => (Cell: cell, answer.Log, answer.Prediction)).ToList();
            double Median(string kind, int n, bool noisy, Func<(IReadOnlyList<SweepRow> Log, double Prediction), double> value) =>
                Trial.Median(all.Where(one => one.Cell.Kind == kind && one.Cell.Rows == n && one.Cell.Noise > 0 == noisy).Select(one => value((one.Log, one.Prediction))));
            ProblemConfig Problem(int n) => new(ProblemKind.MultiOutput, target.In, target.Out, Rank, Users, n, Noise, new TaskShape());
            ChartSeries Curve(string kind, bool noisy, Func<(IReadOnlyList<SweepRow> Log, double Prediction), double> value) =>
                new(kind, [.. rows.Select(n => ChartPoint.Over(n, all.Where(one => one.Cell.Kind == kind && one.Cell.Rows == n && one.Cell.Noise > 0 == noisy).Select(one => value((one.Log, one.Prediction)))))]);
            var last = rows[^1];
            double Bend(string kind) => Math.Log(Median(kind, last, false, one => Contraction.Rate(one.Log))) / Math.Log(ContractionLaw.Rate(Problem(last)));
            return new ExperimentReport(
                Name, "From theory to a real layer", string.Create(CultureInfo.InvariantCulture, $"layer {module} of {model} ({target.In} → {target.Out}), k = {Users}, r = {Rank}, counting bound {bound:0.0} rows; inputs: {pool.size(0)} tokens of the users' rows scaled to mean square 1, their covariance has condition {spectrum[^1] / spectrum[0]:0.0e+0} and effective dimension {effective:0.0} of {target.In}; {Trial.Words(seeds)}"), null,
                string.Create(CultureInfo.InvariantCulture, $"At {last} rows per user convergence keeps {Bend(Inputs[1]):P0} of the law's speed on whitened activations and {Bend(Inputs[2]):P0} on the activations as they are ({Bend(Inputs[0]):P0} on Gaussian inputs); under noise the models' error is {Median(Inputs[2], last, true, Mean) / NoiseFloor.Error(Problem(last)):0.0} times the predicted floor, the predictions' error {Median(Inputs[2], last, true, one => one.Prediction) / NoiseFloor.Error(Problem(last)):0.00} times: what inputs never show is not learned, and not needed."),
                [new ResultTable("", ["inputs", "rows per user", "recovered", "sweeps to 1e-6", "contraction", "law", $"error at σ = {ResultTable.Number(Noise)}", "of predictions", "predicted floor"],
                    [.. Inputs.SelectMany(kind => rows.Select(n => (IReadOnlyList<string>)[
                        kind, $"{n}", $"{all.Count(one => one.Cell.Kind == kind && one.Cell.Rows == n && one.Cell.Noise == 0 && Contraction.Succeeded(one.Log))} of {seeds.Count}",
                        ResultTable.Number(Median(kind, n, false, one => (double?)Contraction.Sweeps(one.Log) ?? double.NaN)), ResultTable.Number(Median(kind, n, false, one => Contraction.Rate(one.Log))), ResultTable.Number(ContractionLaw.Rate(Problem(n))),
                        ResultTable.Number(Median(kind, n, true, Mean)), ResultTable.Number(Median(kind, n, true, one => one.Prediction)), ResultTable.Number(NoiseFloor.Error(Problem(n)))]))])],
                [
                    new Chart("Contraction without noise", "rows per user", "contraction per sweep", LogX: true, LogY: true, [.. Inputs.Select(kind => Curve(kind, false, one => Contraction.Rate(one.Log))), new ChartSeries("law for Gaussian inputs", [.. rows.Select(n => new ChartPoint(n, ContractionLaw.Rate(Problem(n))))], Theory: true)]),
                    new Chart($"Error of the predictions, σ = {ResultTable.Number(Noise)}", "rows per user", "relative error on fresh inputs", LogX: true, LogY: true, [.. Inputs.Select(kind => Curve(kind, true, one => one.Prediction)), new ChartSeries("law for Gaussian inputs", [.. rows.Select(n => new ChartPoint(n, NoiseFloor.Error(Problem(n))))], Theory: true)]),
                ], []);
        }

        static double Mean((IReadOnlyList<SweepRow> Log, double Prediction) one) => one.Log[^1].Error;
    }

    // Tokens of many documents as the layer sees them, [tokens, in], scaled to mean square 1.
    private (Tensor Pool, TargetModule Target) Activations()
    {
        using var loaded = LoadedModel.Load(model, ComputeEngine.Start(new EngineConfig { Dtype = WeightType.Float32 }));
        var target = loaded.Network.Linears.Select(linear => linear.Module).FirstOrDefault(one => one.Path == module)
            ?? throw new InputException("--module", $"\"{module}\"", "the path of a linear layer of the model", $"the first are {string.Join(", ", loaded.Network.Linears.Take(7).Select(linear => linear.Module.Path))}");
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var parts = new List<Tensor>();
        // The same number of rows from every user, in the order of the files.
        var users = DataSource.Read(data);
        foreach (var text in users.SelectMany(user => user.Train.Take((MostRows + users.Count - 1) / users.Count)).Select(row => $"{row.Input}\n{row.Output}"))
        {
            using var step = NewDisposeScope();
            var ids = loaded.Tokenizer.EncodeWithSpecial(text).Take(TokensARow).Select(id => (long)id).ToArray();
            using var recorder = new RecordedInputs(module);
            var row = tensor(ids).unsqueeze(0);
            loaded.Network.Hidden(row, ones_like(row), null, recorder);
            parts.Add(recorder.Seen!.reshape(-1, target.In).MoveToOuterDisposeScope());
        }

        var all = cat(parts, 0);
        return ((all / all.pow(Constant.Of(2.0)).mean().sqrt()).DetachFromDisposeScope(), target);
    }

    // C^(−1/2) of the pool's second moment, directions of no energy left out.
    private static Tensor Whitener(Tensor pool)
    {
        using var scope = NewDisposeScope();
        var (values, vectors) = SymmetricEigen.Of(MatrixProduct.Of(pool.t(), pool).div(Constant.Of((double)pool.size(0))));
        var inverse = where(values > values.max().Times(1e-10), values.rsqrt(), zeros_like(values));
        return MatrixProduct.Of(vectors * inverse, vectors.t()).DetachFromDisposeScope();
    }

    private static (IReadOnlyList<SweepRow> Log, double Prediction) Recover(Tensor pool, Tensor whitener, TargetModule target, string kind, int rows, long seed, double noise, ExperimentContext context)
    {
        using var scope = NewDisposeScope();
        using var generator = SeedSequence.NewGenerator(seed, "bridge", rows);
        Tensor Draw(int count)
        {
            if (kind == Inputs[0]) return randn([Users, count, target.In], ScalarType.Float64, CPU, generator: generator);
            var index = randint(0, pool.size(0), [Users * (long)count], ScalarType.Int64, CPU, generator: generator);
            var picked = pool.index_select(0, index);
            return (kind == Inputs[1] ? MatrixProduct.Of(picked, whitener) : picked).reshape(Users, count, target.In);
        }

        var config = new ProblemConfig(ProblemKind.MultiOutput, target.In, target.Out, Rank, Users, rows, noise, new TaskShape());
        using var problem = PlantedProblem.Over(Draw(rows), config, seed);
        using var fit = StartFactors.Run(problem.Design, Rank, RecoveryStart.SecondMoment, new RecoveryConfig(MostSweeps), problem.Truth, seed, stop: context.Stop);
        Trial.Tell(context, fit, $"{kind} inputs, {rows} rows, seed {seed}");
        var fresh = Draw(100);
        var right = MatrixProduct.Batched(fresh, problem.Truth.Models()).reshape(Users, -1);
        var found = MatrixProduct.Batched(fresh, PlantedTruth.Of(fit.U, fit.V, fit.Cores)).reshape(Users, -1);
        return (fit.Log, Constant.Read<double>(((found - right).norm(1) / right.norm(1)).mean()));
    }
}
