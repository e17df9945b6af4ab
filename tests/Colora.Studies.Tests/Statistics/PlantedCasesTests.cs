using System.Globalization;
using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Data;
using Colora.Engine;
using Colora.Evaluation;
using Colora.Methods;
using Colora.Model;
using Colora.Studies.Statistics;
using Colora.Synthetic.Samples;
using Colora.Testing;
using Colora.Training;
using Xunit;

namespace Colora.Studies.Tests.Statistics;

/// <summary>
/// Verdict and fallback on trained adapters whose truth is known, since a user's rows are drawn from 512 and all that it did not train or choose on
/// are there to count: how often they are wrong is at most what they claim. Its output is docs/results/calibration.md.
/// </summary>
public sealed class PlantedCasesTests : IDisposable
{
    private const int Users = 4, TrainRows = 8, ValidationRows = 12, TestRows = 24, Steps = 40, Letters = 8, End = 5;

    private readonly TemporaryFolder folder = new();
    private readonly CausalLM model;

    public PlantedCasesTests()
    {
        SampleModel.Write(folder["model"], SampleModelShape.Tiny, 1);
        model = ModelLoader.Load(folder["model"], ComputeEngine.Start(new EngineConfig { Dtype = WeightType.Float32, Threads = 1 }));
    }

    [Fact]
    public void A_few_repetitions_run() => Measure(2);

    [Fact]
    [Trait("Category", "Slow")]
    public void Over_two_hundred_repetitions_errors_are_what_is_claimed() => Measure(int.Parse(Environment.GetEnvironmentVariable("COLORA_REPETITIONS") ?? "200", CultureInfo.InvariantCulture));

    public void Dispose()
    {
        model.Dispose();
        folder.Dispose();
    }

    private void Measure(int repetitions)
    {
        var rows = new MeasuredRows("calibration/planted.jsonl");
        foreach (var planted in PlantedCase.All)
        {
            (string, object)[] place = [("case, rival against local", planted.Name), ("repetitions", repetitions)];
            if (rows.Has(place)) continue;
            int helped = 0, hurt = 0, better = 0, verdictWrong = 0, fallbackWrong = 0, taken = 0, covered = 0;
            for (var repetition = 0; repetition < repetitions; repetition++)
            {
                var users = Enumerable.Range(0, Users).Select(user => Rows(planted, user, repetition)).ToList();
                var local = Losses(new LocalMethod(), users, repetition);
                var rival = Losses(planted.Rival, users, repetition + repetitions);
                double[] truth = [.. Enumerable.Range(0, Users).Select(user => Gains(local, rival, user, TrainRows + ValidationRows + TestRows, int.MaxValue).Average())];
                better += truth.Count(gain => gain > 0);

                var verdicts = UserVerdict.Of([.. Enumerable.Range(0, Users).Select(user => ($"{user}", (IReadOnlyList<double>)Gains(local, rival, user, TrainRows + ValidationRows, TestRows)))], repetition);
                helped += verdicts.Count(verdict => verdict.Judgement == Judgement.Helped);
                hurt += verdicts.Count(verdict => verdict.Judgement == Judgement.Hurt);
                covered += verdicts.Where((verdict, user) => verdict.Gain.Lower <= truth[user] && truth[user] <= verdict.Gain.Upper).Count();
                if (verdicts.Where((verdict, user) => verdict.Judgement == Judgement.Helped && truth[user] <= 0 || verdict.Judgement == Judgement.Hurt && truth[user] >= 0).Any()) verdictWrong++;

                var choices = SafeChoice.Of("local", [.. verdicts.Select(verdict => verdict.User)], new Dictionary<string, IReadOnlyList<IReadOnlyList<double>>>
                {
                    ["local"] = [.. local.Select(own => own.Skip(TrainRows).Take(ValidationRows).ToArray())],
                    ["rival"] = [.. rival.Select(own => own.Skip(TrainRows).Take(ValidationRows).ToArray())],
                }, repetition);
                taken += choices.Count(choice => choice.Arm == "rival");
                if (choices.Where((choice, user) => choice.Arm == "rival" && truth[user] <= 0).Any()) fallbackWrong++;
            }

            double all = repetitions * Users;
            rows.Add(
            [
                .. place, ("helped / hurt (of users)", $"{MeasuredRows.Percent(helped / all)} / {MeasuredRows.Percent(hurt / all)}"), ("truly better / worse", $"{MeasuredRows.Percent(better / all)} / {MeasuredRows.Percent(1 - better / all)}"),
                ("verdict wrong on any user", MeasuredRows.Percent((double)verdictWrong / repetitions)), ("fallback took the rival", MeasuredRows.Percent(taken / all)),
                ("fallback wrong on any user", MeasuredRows.Percent((double)fallbackWrong / repetitions)), ("95 % interval covers", MeasuredRows.Percent(covered / all)),
            ]);

            // The claim is 5 %; three standard errors of a share that is measured so many times come on top.
            var most = repetitions * UserVerdict.Level + 3 * Math.Sqrt(repetitions * UserVerdict.Level * (1 - UserVerdict.Level));
            Assert.InRange(verdictWrong, 0, most);
            Assert.InRange(fallbackWrong, 0, most);
        }
    }

    private static double[] Gains(List<double[]> local, List<double[]> rival, int user, int from, int count) =>
        [.. local[user].Zip(rival[user]).Skip(from).Take(count).Select(pair => pair.First - pair.Second)];

    /// <summary>All 512 inputs of a user in an order of its own: first those to train on, then to choose by, to judge by, and the rest, which is the truth.</summary>
    private static List<TokenSequence> Rows(PlantedCase planted, int user, int repetition)
    {
        var state = (ulong)SeedSequence.Derive(11, planted.Name, user, repetition);
        return [.. SeedSequence.Permutation(Letters * Letters * Letters, 11, planted.Name, user, repetition).Select(number =>
        {
            int[] letters = [number / 64, number / 8 % 8, number % 8];
            var answer = SeedSequence.Next(ref state) / (double)ulong.MaxValue < planted.NoiseOf(user) ? (int)(SeedSequence.Next(ref state) % Letters) : letters[planted.TaskOf(user)];
            return new TokenSequence(user, [.. letters.Select(letter => 97 + letter), 58, 97 + answer, End], 4);
        })];
    }

    /// <summary>Trains an arm and gives the loss of every row of every user, with the step that validation chose: one for what is shared, one a user for what is not.</summary>
    private List<double[]> Losses(Method method, List<List<TokenSequence>> users, int repetition)
    {
        var config = new AdapterConfig { Method = method, Rank = 4, Alpha = 8 };
        var layout = new AdapterLayout([.. users.Select((_, i) => $"{i}")], config.ModulesOf(model), method.Ownership);
        using var weights = new AdapterWeights(layout);
        AdapterStart.Fill(weights, model, new StartConfig { Kind = StartKind.OrthogonalMix }, repetition);
        var optimizer = new OptimizerConfig { LearningRate = 1e-2, CoreLearningRate = 3e-2 };
        using var trainer = new Trainer(model, weights, optimizer, new LearningRateSchedule(new ScheduleConfig(), Steps), "joint", 0, repetition);
        var schedule = new BatchSchedule([.. users.Select(_ => TrainRows)], 8, Sampling.Balanced, repetition);
        List<double[]>? chosen = null;
        for (var step = 0; step < Steps; step++)
        {
            trainer.Step(step, [new TokenBatch([.. schedule.RowsOf(step).Select(place => users[place.User][place.Row])])]);
            if ((step + 1) % (Steps / 2) != 0) continue;
            var sequences = users.SelectMany(own => own).ToList();
            var losses = AnswerLikelihood.Of(model, weights, sequences, 1024).Select(score => score.Sum / score.Labels).Chunk(users[0].Count).ToList();
            double Validation(double[] own) => own.Skip(TrainRows).Take(ValidationRows).Average();
            if (chosen is null) chosen = losses;
            else if (method is LocalMethod) chosen = [.. chosen.Zip(losses).Select(pair => Validation(pair.Second) < Validation(pair.First) ? pair.Second : pair.First)];
            else if (losses.Average(Validation) < chosen.Average(Validation)) chosen = losses;
        }

        return chosen!;
    }
}
