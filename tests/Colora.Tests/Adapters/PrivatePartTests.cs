using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Data;
using Colora.Engine;
using Colora.Federation;
using Colora.Methods;
using Colora.Rounds;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Colora.Training;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Adapters;

/// <summary>The arms with a low-rank part of each user's own beside the shared one.</summary>
public sealed class PrivatePartTests
{
    [Theory]
    [InlineData("colora-dual")]
    [InlineData("feddpa-lora")]
    public void Folded_into_one_LoRA_of_the_summed_rank_the_logits_stay(string name)
    {
        var method = Method.Named(name);
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.Adapter(model, method);
        using var folded = AdapterFolding.Fold(weights, 1);
        Assert.All(folded.Layout.Modules, module => Assert.Equal((5, 0), (module.Rank, module.PrivateRank)));
        Assert.True(ReferenceFile.Difference(OwnCases.Logits(model, weights, 1), OwnCases.Logits(model, folded, 0)) < 1e-4);
        Assert.True(ReferenceFile.Difference(OwnCases.Logits(model, weights, 1), OwnCases.Logits(model, weights, 2)) > 1e-3);
    }

    [Fact]
    public void A_blend_halves_both_parts_and_a_sum_does_not()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var blended = OwnCases.Adapter(model, new FeddpaLoraMethod());
        using var summed = new AdapterWeights(blended.Layout with { Ownership = new FeddpaLoraMethod().Ownership with { PrivateShare = 0 } });
        summed.CopyFrom(blended);
        var (half, whole) = (AdapterFolding.Delta(blended, 0, 0), AdapterFolding.Delta(summed, 0, 0));
        Assert.True(ReferenceFile.Difference(half * Constant.Of(2.0), whole) < 1e-5);
    }

    [Theory]
    [InlineData("colora-dual")]
    [InlineData("feddpa-lora")]
    public void A_new_adapter_changes_nothing_and_trains_the_private_parts_of_those_present(string name)
    {
        var method = Method.Named(name);
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var shape = OwnCases.Adapter(model, method);
        using var weights = new AdapterWeights(shape.Layout);
        AdapterStart.Fill(weights, model, new StartConfig { Kind = StartKind.LoraLike }, 4);
        Assert.True(ReferenceFile.Difference(OwnCases.Logits(model, weights, 0), OwnCases.Logits(model)) < 1e-6);
        using var trainer = new Trainer(model, weights, new OptimizerConfig { LearningRate = 1e-2, CoreLearningRate = 1e-2 }, new LearningRateSchedule(new ScheduleConfig { WarmupRatio = 0 }, 20), "joint", 0, 0);
        for (var step = 0; step < 3; step++) trainer.Step(step, [OwnCases.Batch(step, 0, 2)]);
        double Moved(int user) => Constant.Read<float>(weights[FactorKind.PrivateB].Values[user].abs().max());
        Assert.True(Moved(0) > 1e-3 && Moved(2) > 1e-3);
        Assert.Equal(0, Moved(1));
    }

    [Fact]
    public void In_rounds_the_private_part_stays_at_home()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.Adapter(model, new ColoraDualMethod());
        var before = weights[FactorKind.PrivateA].Values.clone();
        using (var message = new ColoraDualMethod().Sharing.Cut(weights, 1))
        {
            Assert.Equal(weights.Layout.WidthOf(FactorKind.A), message.A!.numel());
            Assert.Equal(weights.Layout.WidthOf(FactorKind.B), message.B!.numel());
        }

        IReadOnlyList<IReadOnlyList<TokenSequence>> rows = [.. Enumerable.Range(0, 3).Select(user => (IReadOnlyList<TokenSequence>)[new TokenSequence(user, [3 + user, 5, 9, 4, 7 + user], 2)])];
        using var training = new FederatedTraining(model, weights, new ColoraDualMethod(), new RoundsConfig { Rounds = 2, LocalSteps = 2 }, new ServerConfig(),
            new OptimizerConfig { LearningRate = 1e-2, CoreLearningRate = 1e-2 }, new LearningRateSchedule(new ScheduleConfig { WarmupRatio = 0 }, 4), rows, 3, 0, 0);
        for (var step = 0; step < 4; step++) training.Step(step);
        var moved = (weights[FactorKind.PrivateA].Values - before).abs().amax([1]).data<float>().ToArray();
        Assert.All(moved, change => Assert.True(change > 1e-3));
        Assert.NotEqual(moved[0], moved[1]);
    }

    [Fact]
    public void Files_keep_it_among_the_personal_factors()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        foreach (var method in (Method[])[new ColoraDualMethod(), new FeddpaLoraMethod()])
        {
            using var weights = OwnCases.Adapter(model, method);
            AdapterFiles.Write(folder.FullPath, weights);
            using var read = AdapterFiles.Read(folder.FullPath, model);
            Assert.Equal(weights.Layout.Ownership, read.Layout.Ownership);
            foreach (var bank in weights.Banks) Assert.Equal(0, ReferenceFile.Difference(bank.Values, read[bank.Kind].Values));
        }
    }
}
