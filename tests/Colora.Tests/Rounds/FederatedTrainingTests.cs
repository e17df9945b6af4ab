using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Data;
using Colora.Federation;
using Colora.Formats.Safetensors;
using Colora.Methods;
using Colora.Model;
using Colora.Rounds;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Colora.Training;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Rounds;

/// <summary>Rounds do what theory says (method.md A.5, A.6), and nothing personal travels.</summary>
public sealed class FederatedTrainingTests
{
    private static readonly ScheduleConfig Flat = new() { Kind = ScheduleKind.Constant, WarmupRatio = 0 };

    [Fact]
    public void Gradients_of_one_step_a_round_equal_central_descent()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        var optimizer = new OptimizerConfig { MaxGradNorm = 0, CoreLearningRate = 0, CoreWeightDecay = 0 };
        using var central = OwnCases.Adapter(model, new FeditMethod());
        using var federated = OwnCases.Adapter(model, new FeditMethod());
        var rows = OwnCases.Rows(1);
        using var trainer = new Trainer(model, central, optimizer, new LearningRateSchedule(Flat, 4), "joint", 0, 0) { OptimizerOf = _ => new Sgd(0.05) };
        var rounds = new RoundsConfig { Rounds = 4, Phases = RoundPhases.Gradients };
        using var training = new FederatedTraining(model, federated, new FeditMethod(), rounds, new ServerConfig { Rate = 0.05 }, optimizer,
            new LearningRateSchedule(Flat, 4), rows, 3, 0, 0);
        for (var step = 0; step < 4; step++)
        {
            trainer.Step(step, [new TokenBatch([.. rows.SelectMany(own => own)])]);
            training.Step(step);
        }

        foreach (var bank in central.Banks) Assert.True(ReferenceFile.Difference(bank.Values, federated[bank.Kind].Values) < 1e-6, bank.Kind.ToString());
    }

    [Fact]
    public void Local_steps_in_a_mixed_pass_are_those_of_participants_alone()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        var optimizer = new OptimizerConfig { LearningRate = 1e-3, MaxGradNorm = 0.05 };
        var rows = OwnCases.Rows(2, lengths: true);
        var rounds = new RoundsConfig { Rounds = 1, LocalSteps = 3 };
        using var together = OwnCases.Adapter(model, new LocalMethod());
        using (var training = Federated(model, together, new LocalMethod(), rounds, optimizer, rows, batch: 6))
            for (var step = 0; step < 3; step++) training.Step(step);

        for (var user = 0; user < 3; user++)
        {
            using var start = OwnCases.Adapter(model, new LocalMethod());
            using var alone = new AdapterWeights(start.Layout with { Users = [start.Layout.Users[user]] });
            foreach (var bank in alone.Banks) bank.Values.copy_(start[bank.Kind].Values.narrow(0, user, 1));
            IReadOnlyList<IReadOnlyList<TokenSequence>> own = [[.. rows[user].Select(row => row with { User = 0 })]];
            using (var training = Federated(model, alone, new LocalMethod(), rounds, optimizer, own, batch: 2))
                for (var step = 0; step < 3; step++) training.Step(step);
            foreach (var bank in alone.Banks) Assert.True(ReferenceFile.Difference(bank.Values[0], together[bank.Kind].Values[user]) < 1e-5, $"{bank.Kind} of {user}");
        }
    }

    [Fact]
    public void A_round_of_FedAvg_is_the_mean_of_separate_training()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        var optimizer = new OptimizerConfig { LearningRate = 1e-3 };
        var rows = OwnCases.Rows(2, lengths: true);
        var rounds = new RoundsConfig { Rounds = 1, LocalSteps = 2 };
        using var shared = OwnCases.Adapter(model, new FeditMethod());
        using var separate = OwnCases.Adapter(model, new LocalMethod());
        foreach (var bank in separate.Banks) bank.Values.copy_(shared[bank.Kind].Values.expand(3, -1));
        foreach (var (weights, method) in new (AdapterWeights, Method)[] { (shared, new FeditMethod()), (separate, new LocalMethod()) })
        {
            using var training = Federated(model, weights, method, rounds, optimizer, rows, batch: 6);
            for (var step = 0; step < 2; step++) training.Step(step);
        }

        foreach (var bank in shared.Banks) Assert.True(ReferenceFile.Difference(bank.Values[0], separate[bank.Kind].Values.mean([0])) < 1e-6, bank.Kind.ToString());
    }

    [Theory]
    [InlineData("colora", true, true)]
    [InlineData("ffa-lora", false, true)]
    [InlineData("fedsa-lora", true, false)]
    [InlineData("fed-alora", false, true)]
    [InlineData("lora-xs", false, false)]
    public void Only_what_the_arm_trains_and_shares_changes_and_is_counted(string name, bool travelsA, bool travelsB)
    {
        var method = Method.Named(name);
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.Adapter(model, method);
        var before = weights.Banks.ToDictionary(bank => bank.Kind, bank => bank.Values.clone());
        var traffic = new List<RoundTraffic>();
        var rounds = new RoundsConfig { Rounds = 2, LocalSteps = 2 };
        using (var training = new FederatedTraining(model, weights, method, rounds, new ServerConfig(), new OptimizerConfig(),
            new LearningRateSchedule(Flat, 4), OwnCases.Rows(2), 6, 0, 0)
        { RoundDone = traffic.Add })
        {
            for (var step = 0; step < 4; step++) training.Step(step);
        }

        var trained = method.Trained;
        foreach (var bank in weights.Banks) Assert.Equal(trained.Contains(bank.Kind), ReferenceFile.Difference(bank.Values, before[bank.Kind]) > 0);
        Assert.Equal(2, traffic.Count);
        using var folder = new TemporaryFolder();
        using var message = method.Sharing.Cut(weights, 0);
        Assert.Equal((travelsA, travelsB), (message.A is not null, message.B is not null));
        List<TensorSource> parts = [];
        if (message.A is { } a) parts.Add(TensorFiles.Source("A", a));
        if (message.B is { } b) parts.Add(TensorFiles.Source("B", b));
        if (parts.Count > 0) SafetensorsWriter.Write(folder["message"], parts);
        var bytes = parts.Count == 0 ? 0 : new FileInfo(folder["message"]).Length;
        Assert.All(traffic, round => Assert.Equal((3 * bytes, 3 * bytes, 3, 0), (round.Down, round.Up, round.Participants, round.Lost)));
    }

    [Fact]
    public void No_core_is_in_what_travels()
    {
        Assert.Equal(["A", "B", "Exchanged"], typeof(TravellingFactors).GetProperties().Select(property => property.Name).Where(name => name != "EqualityContract").Order());
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.Adapter(model, new ColoraMethod());
        using var folder = new TemporaryFolder();
        using var message = new ColoraMethod().Sharing.Cut(weights, 1);
        SafetensorsWriter.Write(folder["message"], [TensorFiles.Source("A", message.A!), TensorFiles.Source("B", message.B!)]);
        var sent = File.ReadAllBytes(folder["message"]);
        var core = weights[FactorKind.S].Values.contiguous().data<float>().ToArray();
        foreach (var number in core) Assert.True(sent.AsSpan().IndexOf(BitConverter.GetBytes(number)) < 0);
    }

    [Fact]
    public void Alternating_rounds_move_one_shared_factor_and_send_no_more()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.Adapter(model, new ColoraMethod());
        var traffic = new List<RoundTraffic>();
        var rounds = new RoundsConfig { Rounds = 2, LocalSteps = 1, CoreSteps = 1, RefitSteps = 1, Phases = RoundPhases.Alternating };
        using var training = new FederatedTraining(model, weights, new ColoraMethod(), rounds, new ServerConfig(), new OptimizerConfig(),
            new LearningRateSchedule(Flat, 5), OwnCases.Rows(2), 6, 0, 0)
        { RoundDone = traffic.Add };
        Assert.Equal(5, FederatedTraining.TotalSteps(rounds));
        FactorKind[] moved = [FactorKind.S, FactorKind.B, FactorKind.S, FactorKind.A, FactorKind.S];
        var before = weights.Banks.ToDictionary(bank => bank.Kind, bank => bank.Values.clone());
        for (var step = 0; step < 5; step++)
        {
            training.Step(step);
            if (!FederatedTraining.IsBoundary(rounds, step + 1)) continue;
            FactorKind[] expected = step == 4 ? [FactorKind.S] : [FactorKind.S, moved[step]];
            foreach (var bank in weights.Banks) Assert.Equal(expected.Contains(bank.Kind), ReferenceFile.Difference(bank.Values, before[bank.Kind]) > 0);
            before = weights.Banks.ToDictionary(bank => bank.Kind, bank => bank.Values.clone());
        }

        Assert.All(traffic, round => Assert.True(round.Up < round.Down));
    }

    [Fact]
    public void Absent_and_lost_participants_keep_everything()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.Adapter(model, new ColoraMethod());
        var traffic = new List<RoundTraffic>();
        var rounds = new RoundsConfig { Rounds = 12, LocalSteps = 1, Participation = 0.5, DropOut = 0.4 };
        using var training = new FederatedTraining(model, weights, new ColoraMethod(), rounds, new ServerConfig(), new OptimizerConfig(),
            new LearningRateSchedule(Flat, 12), OwnCases.Rows(2), 2, 0, 0)
        { RoundDone = traffic.Add };
        for (var step = 0; step < 12; step++)
        {
            var before = weights[FactorKind.S].Values.clone();
            training.Step(step);
            var changed = Enumerable.Range(0, 3).Count(user => ReferenceFile.Difference(weights[FactorKind.S].Values[user], before[user]) > 0);
            Assert.Equal(traffic[step].Participants - traffic[step].Lost, changed);
            Assert.Equal(2, traffic[step].Participants);
        }

        Assert.Contains(traffic, round => round.Lost > 0);
        Assert.Contains(traffic, round => round.Lost == 0);
    }

    [Fact]
    public void Making_the_factors_orthonormal_changes_no_update()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var plain = OwnCases.Adapter(model, new ColoraMethod());
        using var gauged = OwnCases.Adapter(model, new ColoraMethod());
        foreach (var (weights, regauge) in new[] { (plain, false), (gauged, true) })
        {
            using var training = Federated(model, weights, new ColoraMethod(), new RoundsConfig { Rounds = 1, LocalSteps = 2, Regauge = regauge }, new OptimizerConfig(), OwnCases.Rows(2), 6);
            for (var step = 0; step < 2; step++) training.Step(step);
        }

        for (var module = 0; module < plain.Layout.Modules.Count; module++)
        {
            var a = gauged[FactorKind.A].View(module, 0);
            Assert.True(ReferenceFile.Difference(a.mm(a.t()), eye(3)) < 1e-5);
            for (var user = 0; user < 3; user++)
                Assert.True(ReferenceFile.Difference(AdapterFolding.Delta(plain, module, user), AdapterFolding.Delta(gauged, module, user)) < 1e-5);
        }
    }

    private static FederatedTraining Federated(
        CausalLM model, AdapterWeights weights, Method method, RoundsConfig rounds, OptimizerConfig optimizer, IReadOnlyList<IReadOnlyList<TokenSequence>> rows, int batch) =>
        new(model, weights, method, rounds, new ServerConfig(), optimizer, new LearningRateSchedule(Flat, FederatedTraining.TotalSteps(rounds)), rows, batch, 0, 0);
}
