using System.Globalization;
using Colora.Adapters;
using Colora.Data;
using Colora.Engine;
using Colora.Federation;
using Colora.Formats.Safetensors;
using Colora.Methods;
using Colora.Model;
using Colora.Training;
using static TorchSharp.torch;

namespace Colora.Rounds;

/// <summary>
/// Federated rounds in one process (method.md A.5). In a round every participant has its own copy of all factors; since a row of a batch
/// only ever meets its owner's factors, all participants do their local steps in one mixed pass, each with its own loss, clipping and
/// moments, exactly as though alone. What travels is cut out by the method's <see cref="SharingPolicy"/>. Between rounds everything
/// is in the adapter and in <see cref="Memory"/>: a checkpoint there is whole.
/// </summary>
internal sealed class FederatedTraining : IDisposable
{
    private readonly CausalLM model;
    private readonly AdapterWeights weights;
    private readonly Method method;
    private readonly RoundsConfig rounds;
    private readonly ServerStep server;
    private readonly OptimizerConfig optimizer;
    private readonly LearningRateSchedule schedule;
    private readonly IReadOnlyList<IReadOnlyList<TokenSequence>> rows;
    private readonly BatchSchedule[] orders;
    private readonly int batchSize;
    private readonly double dropout;
    private readonly long seed;
    private readonly IReadOnlyList<FactorKind> personal, remembered;
    private int[] participants = [];
    private AdapterWeights? local;
    private Trainer? trainer;

    /// <summary>Rounds over an adapter that has been filled, which they change in place.</summary>
    /// <param name="model">The base.</param>
    /// <param name="weights">The adapter as it will be used: shared factors once, personal ones a row a user.</param>
    /// <param name="method">What travels and how it is put together.</param>
    /// <param name="rounds">How many, how long.</param>
    /// <param name="server">What the server does with the aggregate.</param>
    /// <param name="optimizer">Of the participants.</param>
    /// <param name="schedule">Course of their rates over all steps.</param>
    /// <param name="rows">Training rows of each user.</param>
    /// <param name="batchSize">Rows of a step, divided among the participants (at least one each).</param>
    /// <param name="dropout">On the input of A.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="copies">What an average does to the moments of what is averaged. Kept ones are held for every user, so that only a plain average can be taken.</param>
    public FederatedTraining(
        CausalLM model, AdapterWeights weights, Method method, RoundsConfig rounds, ServerConfig server, OptimizerConfig optimizer,
        LearningRateSchedule schedule, IReadOnlyList<IReadOnlyList<TokenSequence>> rows, int batchSize, double dropout, long seed,
        CopyMoments copies = CopyMoments.Renewed)
    {
        this.model = model;
        this.weights = weights;
        this.method = method;
        this.rounds = rounds;
        this.server = new ServerStep(server);
        this.optimizer = optimizer;
        this.schedule = schedule;
        this.rows = rows;
        this.batchSize = batchSize;
        this.dropout = dropout;
        this.seed = seed;
        var present = rounds.ParticipantsOf(rows.Count);
        orders = [.. rows.Select((own, user) => new BatchSchedule([own.Count], Math.Max(1, batchSize / present), Sampling.Balanced, SeedSequence.Derive(seed, "round rows", weights.Layout.Users[user])))];
        personal = [.. method.Trained.Where(kind => weights.Layout.Ownership[kind] == Owner.Personal)];
        remembered = copies == CopyMoments.Kept ? method.Trained : personal;
        Steps = TotalSteps(rounds);
        Memory = Optimizer.Of([.. new AdapterTraining(weights, _ => weights.Layout.Kinds).Groups.Select(Remembered)], optimizer);

        ParameterGroup Remembered(ParameterGroup group) =>
            remembered.Any(kind => kind.ToString() == group.Name) ? group with { Values = group.Values.expand(rows.Count, -1) } : group;
    }

    /// <summary>What outlasts a round beside the factors: moments of the personal factors, and the server's or those of all users' copies.</summary>
    public Optimizer Memory { get; }

    /// <summary>Rows of a forward pass; all of a step where nothing is said.</summary>
    public int? RowsOfPass { get; init; }

    /// <summary>Whether a user's part in an average is its share of the rows, as in FedAvg; else all count the same.</summary>
    public bool WeighsByRows { get; init; } = true;

    /// <summary>Steps in all, where the last round is cut short.</summary>
    public long Steps { get; init; }

    /// <summary>Called after each round.</summary>
    public Action<RoundTraffic>? RoundDone { get; init; }

    /// <summary>Steps of a round.</summary>
    public static long StepsOfRound(RoundsConfig rounds) => rounds.CoreSteps + (rounds.Phases == RoundPhases.Gradients ? 1 : rounds.LocalSteps);

    /// <summary>Steps of all rounds and of the refit.</summary>
    public static long TotalSteps(RoundsConfig rounds) => rounds.Rounds * StepsOfRound(rounds) + rounds.RefitSteps;

    /// <summary>Whether after that many steps nothing is under way: between rounds, or in the refit.</summary>
    public static bool IsBoundary(RoundsConfig rounds, long done) => done >= rounds.Rounds * StepsOfRound(rounds) || done % StepsOfRound(rounds) == 0;

    /// <summary>Does the 0-based step, with the beginning or the end of the round that it begins or ends.</summary>
    public StepReport Step(long step)
    {
        var length = StepsOfRound(rounds);
        var refit = step >= rounds.Rounds * length;
        var round = (int)(step / length);
        if (refit || step % length == 0) Begin(refit ? -1 : round);
        var batches = Batches(step);
        var report = trainer!.Step(step, batches);
        if (refit) End(-1, step);
        else if ((step + 1) % length == 0 || step + 1 == Steps) End(round, step);
        return report;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Memory.Dispose();
        trainer?.Dispose();
        local?.Dispose();
    }

    private IReadOnlyList<FactorKind> KindsAt(long step)
    {
        var length = StepsOfRound(rounds);
        if (step >= rounds.Rounds * length) return personal;
        var inCorePhase = step % length < rounds.CoreSteps;
        if (inCorePhase && personal.Count > 0) return personal;
        var kinds = method.KindsOfRound((int)(step / length), rounds.Phases);

        // With a phase of their own, the personal factors rest while one shared factor moves: then its average is exact.
        return rounds is { Phases: RoundPhases.Alternating, CoreSteps: > 0 } ? [.. kinds.Except(personal)] : kinds;
    }

    private List<TokenBatch> Batches(long step) => participants
        .SelectMany((user, place) => orders[user].RowsOf(step).Select(at => new TokenSequence(place, rows[user][at.Row].Ids, rows[user][at.Row].CompletionStart)))
        .Chunk(RowsOfPass ?? batchSize)
        .Select(chunk => new TokenBatch(chunk))
        .ToList();

    /// <summary>Gives the participants their copies. Round −1 is the refit, in which all take part and nothing travels.</summary>
    private void Begin(int round)
    {
        var count = rounds.ParticipantsOf(rows.Count);
        participants = round < 0 ? [.. Enumerable.Range(0, rows.Count)] : [.. SeedSequence.Permutation(rows.Count, seed, "participants", round).Take(count).Order()];
        var ownership = weights.Layout.Ownership;
        local = new AdapterWeights(new AdapterLayout(
            [.. participants.Select(user => weights.Layout.Users[user])],
            weights.Layout.Modules,
            ownership with { A = Own(ownership.A), S = Own(ownership.S), B = Own(ownership.B) }));
        trainer = new Trainer(model, new AdapterTraining(local, KindsAt) { Pull = ownership.PrivateReplaces ? rounds.Pull : 0 }, optimizer, schedule, dropout, seed)
        {
            EachUserAlone = true,
            OptimizerOf = rounds.Phases == RoundPhases.Gradients ? group => personal.Any(kind => kind.ToString() == group.Name) ? trainer!.Optimizer : new Sgd(1) : null,
        };
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var index = Index();
        foreach (var bank in local.Banks)
        {
            var from = weights[bank.Kind];
            bank.Values.copy_(bank.IsShared ? from.Values : from.IsShared ? from.Values.expand(participants.Length, -1) : from.Values.index_select(0, index));
            if (!remembered.Contains(bank.Kind)) continue;
            var (mine, kept) = (trainer.Optimizer[bank.Kind], Memory[bank.Kind]);
            mine.First.copy_(kept.First.index_select(0, index));
            mine.Second.copy_(kept.Second.index_select(0, index));
            for (var i = 0; i < participants.Length; i++) mine.Steps[i] = kept.Steps[participants[i]];
        }
    }

    private void End(int round, long step)
    {
        using (NewDisposeScope())
        {
            using var quiet = no_grad();
            var back = Enumerable.Range(0, participants.Length).Where(i => round < 0 || !IsLost(round, participants[i])).ToArray();
            foreach (var kind in personal) KeepValues(kind, back);
            foreach (var kind in remembered) KeepMoments(kind, back);
            if (round >= 0) Aggregate(round, step, back);
        }

        trainer!.Dispose();
        local!.Dispose();
        (trainer, local) = (null, null);
    }

    private bool IsLost(int round, int user)
    {
        var state = (ulong)SeedSequence.Derive(seed, "lost", round, user);
        return SeedSequence.Next(ref state) / (double)ulong.MaxValue < rounds.DropOut;
    }

    /// <summary>Personal factors of the participants that are left stay with them.</summary>
    private void KeepValues(FactorKind kind, int[] back)
    {
        foreach (var i in back) weights[kind].Values[participants[i]].copy_(local![kind].Values[i]);
    }

    private void KeepMoments(FactorKind kind, int[] back)
    {
        foreach (var i in back)
        {
            var user = participants[i];
            var (mine, kept) = (trainer!.Optimizer[kind], Memory[kind]);
            kept.First[user].copy_(mine.First[i]);
            kept.Second[user].copy_(mine.Second[i]);
            kept.Steps[user] = mine.Steps[i];
        }
    }

    private void Aggregate(int round, long step, int[] back)
    {
        var moving = method.KindsOfRound(round, rounds.Phases);
        var upload = method.Sharing.During(moving);
        var updates = back.Select(i => new SharedUpdate(upload.Cut(local!, i), WeighsByRows ? rows[participants[i]].Count : 1)).ToList();
        var aggregates = upload.IsNothing || updates.Count == 0 ? [] : method.Aggregator.Aggregate(weights.Layout, updates);

        using var download = method.SendsAggregate ? null : method.Sharing.Cut(weights, 0);
        var traffic = new RoundTraffic(step, round, participants.Length, participants.Length - back.Length,
            participants.Length * (download is null ? aggregates.Sum(SizeOf) : SizeOf(download)), updates.Sum(update => SizeOf(update.Factors)));
        method.Receive(new RoundResult(weights, aggregates, [.. back.Select(i => participants[i])], round, seed, Apply, Forget));
        foreach (var aggregate in aggregates) aggregate.Dispose();
        foreach (var update in updates) update.Dispose();
        FiniteFactors.Require(weights, string.Create(CultureInfo.InvariantCulture, $"after step {step + 1}, at the end of round {round + 1}"));
        if (rounds.Regauge) Regauge();
        RoundDone?.Invoke(traffic);
    }

    private void Apply(TravellingFactors aggregate)
    {
        if (aggregate.A is { } a) server.Apply(weights[FactorKind.A].Values[0], a, Memory[FactorKind.A]);
        if (aggregate.B is { } b) server.Apply(weights[FactorKind.B].Values[0], b, Memory[FactorKind.B]);
    }

    /// <summary>The moments of a kind begin anew.</summary>
    private void Forget(FactorKind kind)
    {
        Memory[kind].First.zero_();
        Memory[kind].Second.zero_();
        Array.Clear(Memory[kind].Steps);
    }

    /// <summary>
    /// A and B orthonormal, S_i := R_B S_i R_Aᵀ for every user, absent ones too: here they need no message for it. The cores' moments are
    /// in the old frame and begin anew.
    /// </summary>
    private void Regauge()
    {
        if (!weights.Has(FactorKind.S) || weights[FactorKind.S].IsShared) return;
        var (banksA, banksS, banksB) = (weights[FactorKind.A], weights[FactorKind.S], weights[FactorKind.B]);
        for (var module = 0; module < weights.Layout.Modules.Count; module++)
        {
            using var scope = NewDisposeScope();
            var cores = banksS.Slice(banksS.Values, module);
            var gauge = CanonicalGauge.Orthonormalise(banksA.View(module, 0), banksB.View(module, 0).t(), cores);
            banksA.View(module, 0).copy_(gauge.A);
            banksB.View(module, 0).copy_(gauge.B.t());
            cores.copy_(gauge.Cores);
        }

        Forget(FactorKind.S);
    }

    /// <summary>Bytes of the message as a safetensors file.</summary>
    private static long SizeOf(TravellingFactors factors)
    {
        var parts = new List<TensorSource>();
        if (factors.A is { } a) parts.Add(new TensorSource("A", ElementType.Float32, a.shape, _ => { }));
        if (factors.B is { } b) parts.Add(new TensorSource("B", ElementType.Float32, b.shape, _ => { }));
        if (factors.Exchanged is { } c) parts.Add(new TensorSource("C", ElementType.Float32, c.shape, _ => { }));
        return parts.Count == 0 ? 0 : SafetensorsWriter.Measure(parts);
    }

    private Tensor Index() => tensor(participants.Select(user => (long)user).ToArray(), ScalarType.Int64);

    private static Owner Own(Owner ownership) => ownership == Owner.None ? Owner.None : Owner.Personal;
}
