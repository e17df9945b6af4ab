using Colora.Adapters;
using Colora.Data;
using Colora.Federation;
using Colora.Rounds;
using Colora.Training;

namespace Colora.Runs.Train;

/// <summary>The steps that a config stands for, on one adapter: mixed batches of all users, or federated rounds.</summary>
internal sealed class TrainingCourse : IDisposable
{
    private readonly RunSetup setup;
    private readonly AdapterWeights weights;
    private readonly Trainer? trainer;
    private readonly FederatedTraining? federated;
    private readonly RoundsConfig rounds;
    private readonly BatchSchedule schedule;

    /// <summary>A course from its beginning.</summary>
    /// <param name="setup">Model, rows and config.</param>
    /// <param name="weights">The adapter, trained in place; its start is filled by the caller.</param>
    public TrainingCourse(RunSetup setup, AdapterWeights weights)
    {
        this.setup = setup;
        this.weights = weights;
        var config = setup.Config;
        schedule = setup.NewSchedule();
        TotalSteps = setup.TotalSteps();
        var rates = new LearningRateSchedule(config.Schedule, TotalSteps);
        Cores = CorePlan.Of(setup);
        rounds = config.Averaging.Every > 0 ? Averaged(setup, TotalSteps) : config.Rounds;
        if (rounds.Rounds == 0)
        {
            var phases = new PhaseSchedule(config.Training.Phases, config.Adapter.Method.Trained);
            trainer = new Trainer(setup.Model.Network, new AdapterTraining(weights, phases.KindsAt), config.Optimizer, rates, config.Adapter.Dropout, config.Training.Seed)
            {
                CoreFreedom = Cores.FirstFreedom,
            };
            return;
        }

        federated = new FederatedTraining(
            setup.Model.Network, weights, config.Adapter.Method, rounds, IsFederated ? config.Server : new ServerConfig(), config.Optimizer, rates,
            setup.Train, IsFederated ? config.Training.BatchSize : config.Training.RowsPerStep, config.Adapter.Dropout, config.Training.Seed,
            IsFederated ? CopyMoments.Renewed : config.Averaging.Moments)
        {
            RowsOfPass = config.Training.BatchSize,
            WeighsByRows = IsFederated || config.Training.Sampling == Sampling.Proportional,
            Steps = TotalSteps,
            RoundDone = IsFederated ? row => RoundDone?.Invoke(row) : null,
        };
    }

    /// <summary>Steps of the whole course.</summary>
    public long TotalSteps { get; }

    /// <summary>What is done with the cores.</summary>
    public CorePlan Cores { get; }

    /// <summary>Whether it goes in federated rounds, of which it is told what they move.</summary>
    public bool IsFederated => setup.Config.Rounds.Rounds > 0;

    /// <summary>Called after each round.</summary>
    public Action<RoundTraffic>? RoundDone { get; set; }

    /// <summary>What a checkpoint holds beside the factors.</summary>
    public Optimizer Optimizer => trainer?.Optimizer ?? federated!.Memory;

    /// <summary>What the rate of the cores is multiplied with, once it has been measured; a resumed course is told it.</summary>
    public double? Freedom
    {
        get;
        set
        {
            field = value;
            if (value is { } freedom) trainer!.CoreFreedom = freedom;
        }
    }

    /// <summary>Called when the freedom of the cores has been measured; with null where the rows tell nothing.</summary>
    public Action<CoreSignal?>? Measured { get; set; }

    /// <summary>Whether after that many steps nothing is under way that a checkpoint could not hold.</summary>
    public bool IsBoundary(long done) => federated is null || FederatedTraining.IsBoundary(rounds, done) || done == TotalSteps;

    /// <summary>Does the 0-based step.</summary>
    public StepReport Step(long step)
    {
        if (federated is not null) return federated.Step(step);
        var signal = IsToMeasure(step) ? Measure() : null;
        var report = trainer!.Step(step, Batches(step));

        // Rows that are looked at cost what rows of a step do, and are counted with them.
        return signal is null ? report : report with { Rows = report.Rows + signal.Rows, Tokens = report.Tokens + signal.Tokens };
    }

    /// <inheritdoc />
    public void Dispose()
    {
        trainer?.Dispose();
        federated?.Dispose();
    }

    private bool IsToMeasure(long step) => Freedom is null && step >= Cores.TiedSteps && Cores.RowsOfUser > 0;

    /// <summary>Frees the cores as far as the rows tell; wholly where they cannot tell anything.</summary>
    private CoreSignal? Measure()
    {
        var signal = CoreSignal.Of(setup.Model.Network, weights, setup.Train, Cores.RowsOfUser, setup.Config.Training.BatchSize);
        Freedom = signal?.Freedom ?? 1;
        Measured?.Invoke(signal);
        return signal;
    }

    /// <summary>Averaging in one place as rounds: as many users take part as a step has rows for, so that a step takes the same rows with and without.</summary>
    private static RoundsConfig Averaged(RunSetup setup, long steps)
    {
        var (every, users) = (setup.Config.Averaging.Every, setup.Train.Count);
        var present = AveragingConfig.ParticipantsOf(users, setup.Config.Training.RowsPerStep);
        return new RoundsConfig
        {
            Rounds = (int)((steps + every - 1) / every),
            LocalSteps = every,

            // Half a user less: the share of users is rounded up.
            Participation = (present - 0.5) / users,
        };
    }

    private List<TokenBatch> Batches(long step) => schedule.RowsOf(step)
        .Select(place => setup.Train[place.User][place.Row])
        .Chunk(setup.Config.Training.BatchSize)
        .Select(rows => new TokenBatch(rows))
        .ToList();
}
