using Colora.Adapters;
using Colora.Data;
using Colora.Rounds;
using Colora.Training;

namespace Colora.Runs.Train;

/// <summary>The steps that a config stands for, on one adapter: mixed batches of all users, or federated rounds.</summary>
internal sealed class TrainingCourse : IDisposable
{
    private readonly RunSetup setup;
    private readonly Trainer? trainer;
    private readonly FederatedTraining? federated;
    private readonly BatchSchedule schedule;

    /// <summary>A course from its beginning.</summary>
    /// <param name="setup">Model, rows and config.</param>
    /// <param name="weights">The adapter, trained in place; its start is filled by the caller.</param>
    public TrainingCourse(RunSetup setup, AdapterWeights weights)
    {
        this.setup = setup;
        var config = setup.Config;
        schedule = setup.NewSchedule();
        TotalSteps = setup.TotalSteps();
        var rates = new LearningRateSchedule(config.Schedule, TotalSteps);
        if (config.Rounds.Rounds == 0)
        {
            var phases = new PhaseSchedule(config.Training.Phases, config.Adapter.Method.Trained);
            trainer = new Trainer(setup.Model.Network, new AdapterTraining(weights, phases.KindsAt), config.Optimizer, rates, config.Adapter.Dropout, config.Training.Seed);
            return;
        }

        federated = new FederatedTraining(
            setup.Model.Network, weights, config.Adapter.Method, config.Rounds, config.Server, config.Optimizer, rates,
            setup.Train, config.Training.BatchSize, config.Adapter.Dropout, config.Training.Seed)
        {
            RoundDone = row => RoundDone?.Invoke(row),
        };
    }

    /// <summary>Steps of the whole course.</summary>
    public long TotalSteps { get; }

    /// <summary>Whether it goes in rounds.</summary>
    public bool IsFederated => federated is not null;

    /// <summary>Called after each round.</summary>
    public Action<RoundTraffic>? RoundDone { get; set; }

    /// <summary>What a checkpoint holds beside the factors.</summary>
    public AdamW Optimizer => trainer?.Optimizer ?? federated!.Memory;

    /// <summary>Whether after that many steps nothing is under way that a checkpoint could not hold.</summary>
    public bool IsBoundary(long done) => federated is null || FederatedTraining.IsBoundary(setup.Config.Rounds, done);

    /// <summary>Does the 0-based step.</summary>
    public StepReport Step(long step) => federated is null ? trainer!.Step(step, Batches(step)) : federated.Step(step);

    /// <inheritdoc />
    public void Dispose()
    {
        trainer?.Dispose();
        federated?.Dispose();
    }

    private List<TokenBatch> Batches(long step) => schedule.RowsOf(step)
        .Select(place => setup.Train[place.User][place.Row])
        .Chunk(setup.Config.Training.BatchSize)
        .Select(rows => new TokenBatch(rows))
        .ToList();
}
