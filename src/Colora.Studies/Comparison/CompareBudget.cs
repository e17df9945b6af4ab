using Colora.Federation;
using Colora.Formats;
using Colora.Rounds;
using Colora.Runs;

namespace Colora.Studies.Comparison;

/// <summary>
/// Equal budgets: every arm's training sees the same number of rows, whether in mixed batches of all users or in
/// rounds, where each participant takes the same number of rows a step.
/// </summary>
internal static class CompareBudget
{
    /// <summary>Refuses steps that an arm's rounds cannot fill exactly.</summary>
    /// <param name="arm">The arm.</param>
    /// <param name="config">Its config.</param>
    /// <param name="template">What all arms have in common.</param>
    /// <exception cref="InputException">They cannot.</exception>
    public static void Check(CompareArm arm, RunConfig config, RunConfig template)
    {
        if (config.Rounds.Rounds == 0) return;
        var (length, steps) = (FederatedTraining.StepsOfRound(config.Rounds), template.Training.Steps);
        if (steps % length == 0) return;
        var (fewer, more) = (Math.Max(1, steps / length) * length, (steps / length + 1) * length);
        var done = FederatedTraining.TotalSteps(config.Rounds);
        throw new InputException(
            "training.steps",
            $"{steps} steps, of which {arm.Name} in rounds of {length} does {done}",
            $"a multiple of {length}: every arm sees the same number of rows",
            $"--steps {fewer} or {more}, or another rounds.local_steps");
    }

    /// <summary>
    /// Rows of a step that all arms of a setting take: as asked, or the nearest number that participants can share
    /// equally where an arm goes in rounds.
    /// </summary>
    public static int RowsOfStep(CompareRequest request, int users)
    {
        var asked = request.Template.Training.RowsPerStep;
        var configs = request.Arms.Select(arm => arm.Apply(request.Template));
        var participants = configs.Select(config => Participants(config, users)).OfType<int>();
        var shared = participants.Distinct().Aggregate(1, LeastCommon);
        return Math.Max(1, (int)Math.Round((double)asked / shared)) * shared;
    }

    /// <summary>
    /// A config whose steps take these rows; in rounds there are no accumulated passes, so that a batch is all of
    /// them.
    /// </summary>
    public static RunConfig Level(CompareRequest request, int users, RunConfig config)
    {
        var training = request.Template.Training;
        var rows = RowsOfStep(request, users);
        if (config.Rounds.Rounds == 0 && rows == training.RowsPerStep) return config;
        return config with { Training = config.Training with { BatchSize = rows, GradientAccumulation = 1 } };
    }

    /// <summary>
    /// Steps of an arm that are so many times those of the comparison, in whole rounds where it has such.
    /// </summary>
    public static int StepsFor(CompareArm arm, CompareRequest request, double times)
    {
        var steps = (int)Math.Ceiling(times * request.Template.Training.Steps - 1e-9);
        var rounds = arm.Apply(request.Template).Rounds;
        if (rounds.Rounds == 0) return steps;
        var length = (int)FederatedTraining.StepsOfRound(rounds);
        return (steps + length - 1) / length * length;
    }

    /// <summary>Says where the rows of a step are not those that were asked for.</summary>
    public static string? Said(CompareRequest request, int users)
    {
        var asked = request.Template.Training.RowsPerStep;
        var rows = RowsOfStep(request, users);
        if (rows == asked) return null;
        return $"A step takes {rows} rows instead of {asked}, in all arms: "
            + $"the participants of a round share them equally ({users} users; rounds.participation makes them fewer).";
    }

    /// <summary>How many users share the rows of a step equally; null where a step mixes all rows.</summary>
    private static int? Participants(RunConfig config, int users)
    {
        if (config.Rounds.Rounds > 0) return config.Rounds.ParticipantsOf(users);
        return config.Averaging.Every > 0 ? AveragingConfig.ParticipantsOf(users, config.Training.RowsPerStep) : null;
    }

    private static int LeastCommon(int one, int other)
    {
        var (a, b) = (one, other);
        while (b != 0) (a, b) = (b, a % b);
        return one / a * other;
    }
}
