using System.Globalization;
using System.Text.Json.Serialization;
using Colora.Adapters;
using Colora.Rounds;

namespace Colora.Runs.Train;

/// <summary>
/// Which heats the race of starts runs, and how long they are: as many candidates as the budget lets run long enough to tell anything. A short run gets fewer
/// heats rather than shorter ones, and none where not even two of a few steps fit.
/// </summary>
/// <param name="Field">Candidates, from the plainest; none = no race.</param>
/// <param name="ShortSteps">Steps of a first heat of every candidate; 0 = all run the long heats at once.</param>
/// <param name="LongSteps">Steps of a long heat: two candidates run one.</param>
/// <param name="WiderRank">Rank of one more long heat, of the best candidate; null = none.</param>
/// <param name="Steps">Steps of all heats together, the gradients that the spectral start looks at counted in.</param>
/// <param name="RunSteps">Steps of the run itself.</param>
/// <param name="Budget"><c>start.budget</c>; null where <c>start.race_steps</c> decides.</param>
internal sealed record RacePlan(IReadOnlyList<RaceCandidate> Field, long ShortSteps, long LongSteps, int? WiderRank, long Steps, long RunSteps, double? Budget)
{
    private const int MostSteps = 90, FewestSteps = 30, LeastSteps = 3, Finalists = 2, SpectralPasses = 2;

    /// <summary>The start that is taken without a race.</summary>
    public static RaceCandidate Unraced { get; } = new(StartKind.LoraLike, 1, 1);

    private static readonly RaceCandidate Resting = new(StartKind.LoraLike, 1, 0), Mixed = new(StartKind.OrthogonalMix, 0.7, 1);

    private static readonly IReadOnlyList<RaceCandidate> All = [Unraced, Resting, Mixed, new(StartKind.Orthonormal, 1, 1), new(StartKind.Spectral, 1, 1)];

    /// <summary>Number of heats.</summary>
    [JsonIgnore]
    public int Heats => Field.Count == 0 ? 0 : (ShortSteps > 0 ? Field.Count : 0) + Math.Min(Finalists, Field.Count) + (WiderRank is null ? 0 : 1);

    /// <summary>The plan for a run.</summary>
    public static RacePlan Of(RunSetup setup)
    {
        var (config, start) = (setup.Config, setup.Config.Start);
        var twice = 2 * config.Adapter.Rank;
        var gradientRows = SpectralPasses * setup.Train.Sum(rows => (long)Math.Min(start.GradientRows, rows.Count));
        return Of(
            setup.TotalSteps(), start, twice <= Math.Min(start.MaxRank > 0 ? start.MaxRank : twice, setup.LargestRank()) ? twice : null,
            config.Rounds.Rounds > 0 ? FederatedTraining.StepsOfRound(config.Rounds) : Math.Max(1, config.Averaging.Every),
            (gradientRows + config.Training.BatchSize - 1) / config.Training.BatchSize);
    }

    /// <summary>What no race can cost, as a multiple of its run: twice what was asked for, since the rows of a heat's last step may be more than its share.</summary>
    internal static double MostTimes(StartConfig start, long runSteps) =>
        2 * (start.RaceSteps > 0 ? (double)start.RaceSteps * (2 * All.Count + Finalists + 1) / runSteps + 1 : start.Budget);

    /// <summary>The plan for a run of so many steps.</summary>
    /// <param name="runSteps">Steps of the run.</param>
    /// <param name="start">Budget and length that were asked for.</param>
    /// <param name="widerRank">Rank that may be tried beside the adapter's; null = none.</param>
    /// <param name="stride">Steps that a heat is a multiple of: those of a round.</param>
    /// <param name="gradientSteps">What the spectral start costs each time, in steps.</param>
    internal static RacePlan Of(long runSteps, StartConfig start, int? widerRank, long stride = 1, long gradientSteps = 0)
    {
        if (start.RaceSteps > 0) return new Form(All, true, widerRank, gradientSteps).Plan(start.RaceSteps, stride, runSteps, null);
        var most = (long)Math.Floor(start.Budget * runSteps);
        var longest = Math.Min(runSteps, MostSteps) / stride * stride;
        Form[] forms = [new(All, true, widerRank, gradientSteps), new(All, true, null, gradientSteps), new([Unraced, Resting, Mixed], true, null, 0)];
        foreach (var form in forms)
        {
            if (form.Longest(longest, most, stride, runSteps) is { } plan && (plan.LongSteps >= FewestSteps || plan.LongSteps == longest)) return plan with { Budget = start.Budget };
        }

        // What a short race can tell best is the rank: one start, at the adapter's rank and at the wider one.
        var two = new Form(widerRank is null ? [Unraced, Mixed] : [Unraced], false, widerRank, 0).Longest(longest, most, stride, runSteps);
        return two is { LongSteps: >= LeastSteps } ? two with { Budget = start.Budget } : new RacePlan([], 0, 0, null, 0, runSteps, start.Budget);
    }

    /// <summary>What will be done and why not more, in a line.</summary>
    public string Sentence()
    {
        if (Heats == 0 && Budget == 0) return "no race of starts (start.budget = 0): lora-like is taken (--start names another)";
        if (Heats == 0)
            return string.Create(CultureInfo.InvariantCulture, $"no race of starts: {RunSteps} steps of the run × start.budget = {Budget} leave no room for one; lora-like is taken (--start names another)");
        var first = Field.Count == 1 ? $"one heat of {LongSteps} steps" : $"{Field.Count} heats of {LongSteps} steps";
        var heats = ShortSteps > 0 ? $"{Field.Count} heats of {ShortSteps} steps, then {Finalists} of {LongSteps}" : first;
        if (WiderRank is { } rank) heats += $" and one of {LongSteps} at rank {rank}";
        return $"race of starts: {heats}, {Steps} steps in all" + (Budget is { } budget
            ? string.Create(CultureInfo.InvariantCulture, $" (at most the run's {RunSteps} × start.budget = {budget}; --start names a start without a race)")
            : " (start.race_steps)");
    }

    /// <summary>A shape of race.</summary>
    private sealed record Form(IReadOnlyList<RaceCandidate> Field, bool HasShort, int? WiderRank, long GradientSteps)
    {
        /// <summary>The plan with the longest heats that cost at most <paramref name="most"/>; null where none does.</summary>
        public RacePlan? Longest(long longest, long most, long stride, long runSteps)
        {
            for (var steps = longest; steps >= stride; steps -= stride)
            {
                var plan = Plan(steps, stride, runSteps, null);
                if (plan.Steps <= most) return plan;
            }

            return null;
        }

        public RacePlan Plan(long steps, long stride, long runSteps, double? budget)
        {
            var brief = HasShort ? Math.Max(stride, steps / 3 / stride * stride) : 0;
            var longHeats = Math.Min(Finalists, Field.Count) + (WiderRank is null ? 0 : 1);

            // The spectral start may be among the finalists, and the best of them.
            var gradients = Field.Any(candidate => candidate.Start == StartKind.Spectral) ? GradientSteps * (longHeats - Finalists + 2) : 0;
            return new RacePlan(Field, brief, steps, WiderRank, Field.Count * brief + longHeats * steps + gradients, runSteps, budget);
        }
    }
}
