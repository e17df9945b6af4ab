using System.Diagnostics;
using Colora.Adapters;
using Colora.Engine;
using Colora.Evaluation;
using Colora.Model;
using Colora.Runs.Train;
using Colora.Training;

namespace Colora.Runs.Preview;

/// <summary>
/// Measures a few steps of a run on an adapter that is thrown away, and tells from them what the run will take.
/// </summary>
internal static class CostMeter
{
    private const int Measured = 2, ValidationRows = 16;

    /// <summary>The cost of a run.</summary>
    /// <param name="setup">The run.</param>
    /// <param name="plan">Its race; null = none.</param>
    /// <param name="longest">Longest example, in tokens.</param>
    /// <exception cref="DivergenceException">The very first steps diverge.</exception>
    public static PreviewCost Of(RunSetup setup, RacePlan? plan, int longest)
    {
        var before = HostMachine.ResidentBytes();
        var config = setup.Config with { Start = new StartConfig { Kind = StartKind.LoraLike } };
        var trial = setup.With(config);
        using var weights = new AdapterWeights(trial.Layout);
        config.Adapter.Method.Fill(weights, setup.Model.Network, config.Start, config.Training.Seed);
        using var course = new TrainingCourse(trial, weights);
        var (count, stepSeconds) = StepSeconds(course);
        var work = RunWork.Of(setup, plan);
        var rowSeconds = RowSeconds(setup, weights);
        var measured = HostMachine.PeakResidentBytes();
        var race = plan is null ? 0 : plan.Steps * stepSeconds + plan.Heats * work.Heat * rowSeconds;
        var training = (setup.TotalSteps() + LookSteps(trial)) * stepSeconds;
        var validation = (work.Validations + work.Choice) * rowSeconds;
        var expected = Math.Max(measured, before + Beyond(setup, plan, longest));
        return new PreviewCost(count, stepSeconds, race, training, validation, measured, expected);
    }

    /// <summary>What the one look at the cores costs, in steps.</summary>
    private static double LookSteps(RunSetup setup)
    {
        var rows = (double)CorePlan.Of(setup).RowsOfUser * setup.Train.Count;
        return rows / setup.Config.Training.RowsPerStep;
    }

    /// <summary>Steps that were measured, and seconds of one; the first, which warms up, counts only where it is the
    /// only one.</summary>
    private static (int Count, double Seconds) StepSeconds(TrainingCourse course)
    {
        var watch = Stopwatch.StartNew();
        var steps = (int)Math.Min(Measured + 1, course.TotalSteps);
        var (warm, count) = (TimeSpan.Zero, 0);
        for (var step = 0; step < steps; step++)
        {
            course.Step(step);
            if (step == 0 && steps > 1) warm = watch.Elapsed;
            else count++;
        }

        return (count, (watch.Elapsed - warm).TotalSeconds / count);
    }

    private static double RowSeconds(RunSetup setup, AdapterWeights weights)
    {
        var rows = setup.Validation.SelectMany(user => user).Take(ValidationRows).ToList();
        if (rows.Count == 0) return 0;
        var watch = Stopwatch.StartNew();
        AnswerLikelihood.Of(setup.Model.Network, weights, rows, setup.Config.Evaluation.BatchSize);
        return watch.Elapsed.TotalSeconds / rows.Count;
    }

    /// <summary>
    /// What comes on top of the loaded model, derived: factors with gradients and two moments, at the larger rank where
    /// the race may pick it, + activations of the longest batch that autograd keeps (per token and layer about 12
    /// hidden and 5 intermediate vectors in the base's type, 4 hidden vectors in float32, the attention weights twice)
    /// + one chunk of logits.
    /// </summary>
    private static long Beyond(RunSetup setup, RacePlan? plan, int longest)
    {
        var (info, model) = (setup.Describe(), setup.Model.Network.Blueprint);
        long size = info.Dtype == "bfloat16" ? 2 : 4;
        long rows = setup.Config.Training.BatchSize, tokens = rows * longest;
        var factors = FactorBytes(setup.Layout, info, rows) * (plan?.WiderRank is null ? 1 : 2);
        var layers = Enumerable.Range(0, model.Layers).Sum(i => Activations(model.Layer(i)));
        return factors + layers + Math.Min(256, tokens) * model.VocabularySize * 4L * 3;

        long Activations(LayerBlueprint layer) =>
            tokens * (12L * model.HiddenSize * size + 5L * layer.Mlp.Down.In * size + 4L * model.HiddenSize * 4)
            + 2 * rows * layer.Attention.Heads * (long)longest * longest * 4;
    }

    /// <summary>Of all owners values and two moments, of the users of a step values, gradients and what they are
    /// gathered in.</summary>
    private static long FactorBytes(AdapterLayout layout, RunInfo info, long rows)
    {
        var owned = layout.Kinds.Sum(kind => layout.WidthOf(kind) * layout.OwnersOf(kind));
        var active = info.SharedParameters + info.ParametersPerUser * Math.Min(rows, info.Users.Count);
        return (owned + active) * sizeof(float) * 3;
    }
}
