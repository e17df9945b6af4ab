using Colora.Engine;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using Colora.LinearAlgebra;
using CsCheck;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Lab.Tests.Recovery;

/// <summary>What must hold for every problem, of whatever size.</summary>
public sealed class GaugeAndSymmetryTests
{
    private const int Cases = 40;

    // Well-posed ones: where rows do not determine a step, rounding alone chooses among its minimisers.
    private static readonly Gen<(ProblemConfig Problem, int Seed)> Problems =
        from kind in Gen.Enum<ProblemKind>()
        from rank in Gen.Int[1, 3]
        from d1 in Gen.Int[rank + 1, 9]
        from d2 in Gen.Int[rank + 1, 9]
        from users in Gen.Int[2, 6]
        from more in Gen.Int[2, 12]
        from noise in Gen.Double[0.01, 0.3]
        from seed in Gen.Int[0, 100000]
        select (new ProblemConfig(kind, d1, d2, rank, users, (2 * rank * rank) + more + (2 * Math.Max(d1, d2) * rank / users), noise, new TaskShape()), seed);

    [Fact]
    public void A_change_of_gauge_changes_no_prediction_and_no_error() =>
        Problems.Sample(
            one =>
            {
                using var scope = NewDisposeScope();
                using var problem = PlantedProblem.Draw(one.Problem, one.Seed);
                using var generator = SeedSequence.NewGenerator(one.Seed, "gauge");
                using var fit = StartFactors.Run(problem.Design, one.Problem.Rank, RecoveryStart.Random, new RecoveryConfig(3), problem.Truth, one.Seed);
                var (g, h) = (Invertible(one.Problem.Rank, generator), Invertible(one.Problem.Rank, generator));
                var (u, v) = (MatrixProduct.Of(fit.U, g), MatrixProduct.Of(fit.V, h));
                var cores = PlantedTruth.Of(linalg.inv(g), linalg.inv(h), fit.Cores);
                Assert.True(Largest(PlantedTruth.Of(fit.U, fit.V, fit.Cores) - PlantedTruth.Of(u, v, cores)) < 1e-9);
                var (before, after) = (RecoveryErrors.Of(problem.Truth, fit.U, fit.V, fit.Cores), RecoveryErrors.Of(problem.Truth, u, v, cores));
                Assert.Equal(before.SinU, after.SinU, 1e-9);
                Assert.Equal(before.SinV, after.SinV, 1e-9);
                Assert.Equal(before.Mean, after.Mean, 1e-9 * before.Max);
                Assert.Equal(before.Median, after.Median, 1e-9 * before.Max);
                Assert.Equal(before.Max, after.Max, 1e-9 * before.Max);
                using var half = problem.Design.FixLeft(fit.U);
                using var turned = problem.Design.FixLeft(u);
                Assert.Equal(half.Residual(fit.V, fit.Cores), turned.Residual(v, cores), 1e-9 * Math.Max(1, before.Max));
            },
            iter: Cases);

    [Fact]
    public void Users_in_another_order_get_the_same_cores_in_that_order() =>
        Problems.Sample(
            one =>
            {
                using var scope = NewDisposeScope();
                using var problem = PlantedProblem.Draw(one.Problem, one.Seed);
                var order = SeedSequence.Permutation(one.Problem.Users, one.Seed, "order");
                using var turned = problem.Design.Of(order);
                var (u, v) = StartFactors.Of(problem.Design, one.Problem.Rank, RecoveryStart.Random, one.Seed);
                using var plain = AlternatingMinimisation.Run(problem.Design, u, v, new RecoveryConfig(4));
                using var other = AlternatingMinimisation.Run(turned, u, v, new RecoveryConfig(4));
                var wanted = plain.Cores.index_select(0, tensor(order.Select(user => (long)user).ToArray()));
                Assert.True(Largest(wanted - other.Cores) <= 1e-7 * Math.Max(1, Largest(wanted)));
            },
            iter: Cases);

    [Fact]
    public void Rows_given_twice_leave_the_minimiser() =>
        Problems.Sample(
            one =>
            {
                using var scope = NewDisposeScope();
                using var problem = PlantedProblem.Draw(one.Problem, one.Seed);
                using var twice = Twice(problem.Design);
                var (u, v) = StartFactors.Of(problem.Design, one.Problem.Rank, RecoveryStart.Random, one.Seed);
                using var plain = AlternatingMinimisation.Run(problem.Design, u, v, new RecoveryConfig(4));
                using var doubled = AlternatingMinimisation.Run(twice, u, v, new RecoveryConfig(4));
                var wanted = PlantedTruth.Of(plain.U, plain.V, plain.Cores);
                Assert.True(Largest(wanted - PlantedTruth.Of(doubled.U, doubled.V, doubled.Cores)) <= 1e-7 * Math.Max(1, Largest(wanted)));
                Assert.Equal(plain.Last.Residual, doubled.Last.Residual, 1e-9);
            },
            iter: Cases);

    /// <summary>The start itself needs n √k ≳ 5 d (theory B.3), which twice the bound does not bring about where cores are tiny.</summary>
    [Fact]
    public void Without_noise_twice_the_bound_recovers_from_the_spectral_start() =>
        (from kind in Gen.Enum<ProblemKind>()
         from rank in Gen.Int[1, 3]
         from d in Gen.Int[20, 40]
         from users in Gen.Int[8, 30]
         from times in Gen.Double[2, 4]
         from seed in Gen.Int[0, 100000]
         select (Problem: new ProblemConfig(kind, d, d, rank, users, 1000, 0, new TaskShape()), Times: times, Seed: seed))
        .Sample(
            one =>
            {
                using var scope = NewDisposeScope();
                var problem = one.Problem with { Rows = (int)Math.Ceiling(Math.Max(one.Times * Lab.Predictions.CountingBound.Rows(one.Problem), 5 * one.Problem.D1 / Math.Sqrt(one.Problem.Users))) };
                using var drawn = PlantedProblem.Draw(problem, one.Seed);
                using var fit = StartFactors.Run(drawn.Design, problem.Rank, RecoveryStart.SecondMoment, new RecoveryConfig(), drawn.Truth);
                Assert.True(Contraction.Succeeded(fit.Log), $"{problem}, seed {one.Seed}: {fit.Last} after {fit.Reason}");
            },
            iter: Cases);

    [Theory]
    [InlineData(ProblemKind.Sensing)]
    [InlineData(ProblemKind.MultiOutput)]
    public void Federated_and_central_sums_give_the_same_models_and_only_sums_travel(ProblemKind kind)
    {
        using var scope = NewDisposeScope();
        var config = new ProblemConfig(kind, 12, 10, 2, 6, 20, 0.1, new TaskShape());
        using var problem = PlantedProblem.Draw(config, 3);
        const int Sweeps = 8;
        using var central = StartFactors.Run(problem.Design, 2, RecoveryStart.SecondMoment, new RecoveryConfig(Sweeps, 0, 0));
        using var federated = StartFactors.Run(problem.Design, 2, RecoveryStart.SecondMoment, new RecoveryConfig(Sweeps, 0, 0, SharedStep.Federated));
        Assert.True(Largest(PlantedTruth.Of(central.U, central.V, central.Cores) - PlantedTruth.Of(federated.U, federated.V, federated.Cores)) < 1e-10);
        long left = (24 * 24) + 24, right = kind == ProblemKind.Sensing ? (20 * 20) + 20 : (2 * 2) + (2 * 10);
        Assert.Equal(Sweeps * 6 * (left + right), federated.Travelled);
        Assert.Equal(0, central.Travelled);
    }

    private static IDesign Twice(IDesign design) => design switch
    {
        SensingDesign sensing => new SensingDesign(cat([sensing.Inputs, sensing.Inputs], 1), cat([sensing.Outputs, sensing.Outputs], 1)),
        MultiOutputDesign outputs => new MultiOutputDesign(cat([outputs.Inputs, outputs.Inputs], 1), cat([outputs.Outputs, outputs.Outputs], 1)),
        _ => throw new ArgumentException("another kind", nameof(design)),
    };

    // A random rotation times mild scales: invertible and well conditioned.
    private static Tensor Invertible(int size, Generator generator) =>
        ThinQr.Of(randn([size, size], ScalarType.Float64, CPU, generator: generator)).Q * rand([1, size], ScalarType.Float64, CPU, generator: generator).Plus(0.5);

    private static double Largest(Tensor values) => Constant.Read<double>(values.abs().max());
}
