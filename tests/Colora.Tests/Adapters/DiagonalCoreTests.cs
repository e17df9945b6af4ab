using Colora.Adapters;
using Colora.Data;
using Colora.Federation;
using Colora.Methods;
using Colora.Rounds;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Colora.Training;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Adapters;

/// <summary>CoLoRA-diag trains r scalars a module and user, and nothing beside the diagonal.</summary>
public sealed class DiagonalCoreTests
{
    [Theory]
    [InlineData(StartKind.OrthogonalMix)]
    [InlineData(StartKind.LoraLike)]
    [InlineData(StartKind.Orthonormal)]
    public void Only_the_diagonal_moves(StartKind kind)
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var full = OwnCases.Adapter(model, new ColoraMethod());
        using var weights = new AdapterWeights(full.Layout with { Ownership = new ColoraDiagMethod().Ownership });
        AdapterStart.Fill(weights, model, new StartConfig { Kind = kind }, 4);
        var start = weights[FactorKind.S].Values.clone();
        using var trainer = new Trainer(model, weights, new OptimizerConfig { LearningRate = 1e-2, CoreLearningRate = 1e-2 }, new LearningRateSchedule(new ScheduleConfig { WarmupRatio = 0 }, 20), "joint", 0, 0);
        for (var step = 0; step < 6; step++) trainer.Step(step, [OwnCases.Batch(step, 0, 1, 2)]);

        var rank = weights.Layout.Modules[0].Rank;
        for (var module = 0; module < weights.Layout.Modules.Count; module++)
        {
            for (var user = 0; user < weights.Layout.Users.Count; user++)
            {
                var core = weights[FactorKind.S].View(module, user);
                Assert.Equal(0f, (core - diag(core.diagonal())).abs().max().data<float>()[0]);
                Assert.True(core.diagonal().abs().min().data<float>()[0] > 0);
            }
        }

        Assert.True((weights[FactorKind.S].Values - start).abs().max().data<float>()[0] > 1e-3);
        Assert.Equal(rank * weights.Layout.Modules.Count, weights.Layout.Parameters(new ColoraDiagMethod().Trained).PerUser);
        if (kind != StartKind.OrthogonalMix) return;
        Assert.All(start.data<float>().ToArray().Where(value => value != 0), value => Assert.Contains(Math.Round(value, 4), new[] { Math.Round(0.7 + Math.Sqrt(0.51), 4), Math.Round(0.7 - Math.Sqrt(0.51), 4) }));
    }

    [Fact]
    public void In_rounds_only_the_diagonal_moves_too()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var full = OwnCases.Adapter(model, new ColoraMethod());
        using var weights = new AdapterWeights(full.Layout with { Ownership = new ColoraDiagMethod().Ownership });
        AdapterStart.Fill(weights, model, new StartConfig { Kind = StartKind.OrthogonalMix }, 4);
        var start = weights[FactorKind.S].Values.clone();
        IReadOnlyList<IReadOnlyList<TokenSequence>> rows = [.. Enumerable.Range(0, 3).Select(user => (IReadOnlyList<TokenSequence>)[new TokenSequence(user, [3 + user, 5, 9, 4, 7 + user], 2)])];
        using var training = new FederatedTraining(model, weights, new ColoraDiagMethod(), new RoundsConfig { Rounds = 2, LocalSteps = 3 }, new ServerConfig(),
            new OptimizerConfig { LearningRate = 1e-2, CoreLearningRate = 1e-2 }, new LearningRateSchedule(new ScheduleConfig { WarmupRatio = 0 }, 6), rows, 3, 0, 0);
        for (var step = 0; step < 6; step++) training.Step(step);
        Assert.True((weights[FactorKind.S].Values - start).abs().max().data<float>()[0] > 1e-3);
        for (var module = 0; module < weights.Layout.Modules.Count; module++)
            Assert.All(Enumerable.Range(0, 3).Select(user => weights[FactorKind.S].View(module, user)), core => Assert.Equal(0f, (core - diag(core.diagonal())).abs().max().data<float>()[0]));
    }
}
