using Colora.Adapters;
using Colora.Engine;
using Colora.LinearAlgebra;
using Colora.Methods;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Colora.Training;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Training;

/// <summary>Muon against loops in doubles, and what makes it Muon.</summary>
public sealed class MuonTests
{
    /// <summary>Whose rows each step has.</summary>
    private static readonly int[][] Present = [[0, 1, 2], [0, 1], [1], [2, 0]];

    private static readonly OptimizerConfig Muon = new()
    {
        Kind = OptimizerKind.Muon,
        LearningRate = 3e-3,
        CoreLearningRate = 1e-2,
        CoreWeightDecay = 0.05,
        MaxGradNorm = 0,
    };

    /// <summary>Freedom multiplies the rate of the cores: none leaves them as they are, one is the plain step.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.8, 1)]
    [InlineData(0, 0)]
    [InlineData(0, 0.4)]
    [InlineData(0.8, 3)]
    public void A_run_with_absent_users_follows_Muon_in_doubles(double momentum, double freedom)
    {
        using var scope = NewDisposeScope();
        var twin = OwnCases.Twin();
        using var model = DoubleTwin.ModelOf(twin);
        using var weights = OwnCases.Adapter(model, new ColoraMethod());
        using var trainer = new Trainer(model, weights, Muon with { Momentum = momentum }, Constant8(), "joint", 0, 0) { CoreFreedom = freedom };
        var adapter = DoubleTwin.AdapterOf(weights);
        var muon = new DoubleMuon(momentum);
        for (var step = 0; step < Present.Length; step++)
        {
            trainer.Step(step, [OwnCases.Batch(10 + step, Present[step])]);
            Step(twin, adapter, muon, step, freedom);
        }

        var reached = DoubleTwin.AdapterOf(weights);
        foreach (var (path, factors) in adapter.Modules)
        {
            AssertNear(factors.A[0], reached.Modules[path].A[0]);
            AssertNear(factors.B[0], reached.Modules[path].B[0]);
            for (var user = 0; user < 3; user++) AssertNear(factors.S![user], reached.Modules[path].S![user]);
        }

        Assert.Equal(freedom == 0 ? [0L, 0L, 0L] : [3L, 3L, 2L], trainer.Optimizer[FactorKind.S].Steps);
    }

    [Fact]
    public void In_doubles_cores_without_freedom_leave_one_adapter_for_all()
    {
        using var scope = NewDisposeScope();
        var twin = OwnCases.Twin();
        using var model = DoubleTwin.ModelOf(twin);
        using var weights = OwnCases.AlikeAdapter(model);
        var tied = DoubleTwin.AdapterOf(weights);
        var without = tied.Copy().Modules.ToDictionary(module => module.Key, module => module.Value with { S = null });
        var pooled = new DoubleAdapter(new SortedDictionary<string, DoubleFactors>(without, StringComparer.Ordinal));
        var (one, other) = (new DoubleMuon(), new DoubleMuon());
        for (var step = 0; step < Present.Length; step++)
        {
            Step(twin, tied, one, step, freedom: 0);
            Step(twin, pooled, other, step, freedom: 1);
        }

        foreach (var (path, factors) in pooled.Modules)
        {
            AssertNear(factors.A[0], tied.Modules[path].A[0], 1e-9);
            AssertNear(factors.B[0], tied.Modules[path].B[0], 1e-9);
        }
    }

    /// <summary>All singular values of the factor lie where five steps bring them, for wide, tall and square matrices.</summary>
    [Theory]
    [InlineData(3, 8)]
    [InlineData(8, 3)]
    [InlineData(5, 5)]
    public void Every_direction_moves_alike(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4);
        var matrices = randn([6, rows, columns], ScalarType.Float64, generator: generator);
        var polar = PolarFactor.Of(matrices, 1e-8);
        for (var i = 0; i < 6; i++)
        {
            var (u, _, vh) = linalg.svd(matrices[i], fullMatrices: false);
            var values = linalg.svdvals(polar[i]).data<double>().ToArray();
            Assert.All(values, value => Assert.InRange(value, 0.65, 1.15));

            // The same left and right directions: U^T P V is diagonal.
            var turned = MatrixProduct.Of(MatrixProduct.Of(u.t(), polar[i]), vh.t());
            Assert.Equal(0, Constant.Read<double>((turned - turned.diag().diag()).abs().max()), 1e-9);

            var witness = new DoubleMuon().Polar(new DoubleMatrix(rows, columns, [.. matrices[i].contiguous().data<double>()]));
            AssertNear(witness.Values, [.. polar[i].contiguous().data<double>()], 1e-12);
        }
    }

    /// <summary>What shrinks all gradients, a loss of a hundredth, changes no step; a gradient of zero makes none.</summary>
    [Fact]
    public void The_size_of_a_gradient_does_not_matter()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var matrices = randn([2, 4, 6], generator: generator);
        var smaller = PolarFactor.Of(matrices * Constant.Of(1e-2), 1e-8);
        Assert.Equal(0, Constant.Read<float>((PolarFactor.Of(matrices, 1e-8) - smaller).abs().max()), 1e-4);
        Assert.Equal(0, Constant.Read<float>(PolarFactor.Of(zeros_like(matrices), 1e-8).abs().max()));
    }

    /// <summary>A step of the rows of those who are present.</summary>
    private static void Step(DoubleLlama twin, DoubleAdapter adapter, DoubleMuon muon, int step, double freedom)
    {
        var batch = DoubleTwin.BatchOf(OwnCases.Batch(10 + step, Present[step]));
        var gradients = twin.Forward(batch, adapter).Backward(withWeights: false).Adapter!;
        foreach (var (path, factors) in adapter.Modules)
        {
            var slopes = gradients.Modules[path];
            muon.Step($"{path}.A", factors.A[0], slopes.A[0], factors.Rank, 3e-3);
            muon.Step($"{path}.B", factors.B[0], slopes.B[0], factors.OutputSize, 3e-3);
            if (factors.S is null || freedom == 0) continue;
            foreach (var user in Present[step].Distinct())
                muon.Step($"{path}.S.{user}", factors.S[user], slopes.S![user], factors.Rank, 1e-2 * freedom, 0.05);
        }
    }

    private static LearningRateSchedule Constant8() =>
        new(new ScheduleConfig { Kind = ScheduleKind.Constant, WarmupRatio = 0 }, 8);

    private static void AssertNear(double[] expected, double[] actual, double tolerance = 1e-5)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance);
    }
}
