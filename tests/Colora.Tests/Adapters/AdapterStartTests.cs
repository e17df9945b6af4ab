using Colora.Adapters;
using Colora.Engine;
using Colora.Methods;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Colora.Training;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Adapters;

public sealed class AdapterStartTests
{
    public static TheoryData<StartKind> Kinds => [.. Enum.GetValues<StartKind>().Where(kind => kind != StartKind.Auto)];

    [Fact]
    public void What_a_race_is_to_pick_is_no_start()
    {
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.Adapter(model, new ColoraMethod());
        Assert.Contains("race", Assert.Throws<ArgumentException>(() => AdapterStart.Fill(weights, model, new StartConfig(), 5)).Message);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_update_is_zero_at_the_start_and_everything_moves_soon(StartKind kind)
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var shape = OwnCases.Adapter(model, new ColoraMethod());
        using var weights = new AdapterWeights(shape.Layout);
        AdapterStart.Fill(weights, model, new StartConfig { Kind = kind, Perturbation = 0.01 }, 5);
        if (kind == StartKind.Spectral) new SpectralStart(model, weights, 5).Fill([OwnCases.Batch(1, 0, 0), OwnCases.Batch(2, 0), OwnCases.Batch(3, 0)]);
        for (var module = 0; module < weights.Layout.Modules.Count; module++)
            for (var user = 0; user < 3; user++)
                Assert.True(Constant.Read<float>(AdapterFolding.Delta(weights, module, user).abs().max()) < (kind == StartKind.WeightSvd ? 1e-3 : 1e-12));

        using var trainer = new Trainer(model, weights, new OptimizerConfig { CoreWeightDecay = 0 }, new LearningRateSchedule(new ScheduleConfig { Kind = ScheduleKind.Constant, WarmupRatio = 0 }, 9), "joint", 0, 0);
        var first = trainer.Step(0, [OwnCases.Batch(1, 0, 1, 2)]);
        Assert.Contains(first.Norms.OfGroup.Values, norm => norm > 0);
        trainer.Step(1, [OwnCases.Batch(2, 0, 1, 2)]);
        var third = trainer.Step(2, [OwnCases.Batch(3, 0, 1, 2)]);
        Assert.All(third.Norms.OfGroup.Values, norm => Assert.True(norm > 0));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_start_depends_on_seed_module_and_user_alone(StartKind kind)
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        AdapterWeights Start(int users, long seed)
        {
            using var shape = OwnCases.Adapter(model, new ColoraMethod(), users);
            var weights = new AdapterWeights(shape.Layout);
            AdapterStart.Fill(weights, model, new StartConfig { Kind = kind, Perturbation = 0.1 }, seed);
            return weights;
        }

        using var three = Start(3, 5);
        using var four = Start(4, 5);
        using var other = Start(3, 6);
        foreach (var bank in three.Banks)
            Assert.Equal(0, ReferenceFile.Difference(bank.Values, four[bank.Kind].Values.narrow(0, 0, bank.Values.size(0))));
        Assert.Contains(three.Banks, bank => ReferenceFile.Difference(bank.Values, other[bank.Kind].Values) > 0);
    }

    [Fact]
    public void Orthogonal_mix_with_rho_one_is_lora_like_and_with_zero_orthogonal()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.Adapter(model, new ColoraMethod());
        AdapterStart.Fill(weights, model, new StartConfig { Kind = StartKind.OrthogonalMix, Rho = 1 }, 5);
        Assert.True(ReferenceFile.Difference(weights[FactorKind.S].View(0, 1), eye(3)) < 1e-7);
        AdapterStart.Fill(weights, model, new StartConfig { Kind = StartKind.OrthogonalMix, Rho = 0 }, 5);
        var core = weights[FactorKind.S].View(0, 1);
        Assert.True(ReferenceFile.Difference(core.mm(core.t()), eye(3)) < 1e-6);
        Assert.True(ReferenceFile.Difference(core, weights[FactorKind.S].View(0, 2)) > 0.1);
    }

    [Fact]
    public void Two_zero_factors_are_dead_and_that_is_known()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.Adapter(model, new ColoraMethod());
        weights[FactorKind.B].Values.zero_();
        weights[FactorKind.S].Values.zero_();
        using var trainer = new Trainer(model, weights, new OptimizerConfig(), new LearningRateSchedule(new ScheduleConfig { Kind = ScheduleKind.Constant, WarmupRatio = 0 }, 9), "joint", 0, 0);
        Assert.Equal(0, trainer.Step(0, [OwnCases.Batch(1, 0, 1, 2)]).Norms.All);
    }
}
