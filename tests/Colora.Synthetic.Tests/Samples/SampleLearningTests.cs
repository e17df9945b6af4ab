using System.Text;
using System.Text.Json;
using Colora.Synthetic.Samples;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Xunit;

namespace Colora.Synthetic.Tests.Samples;

/// <summary>The sample model is noise; this shows that shared factors with personal cores still learn the sample tasks on it.</summary>
public sealed class SampleLearningTests
{
    private const int Rank = 8;
    private const int RowsPerUser = 8;
    private const int Steps = 200;
    private static readonly string[] Tasks = ["first_letter", "last_letter"];

    [Fact]
    public void Two_users_learn_opposite_answers_to_the_same_inputs()
    {
        using var folder = new TemporaryFolder();
        SampleModel.Write(folder["model"], SampleModelShape.Tiny, 1);
        SampleTasks.Write(folder["data"], 1, Tasks.Length);
        var model = DoubleLlama.Load(folder["model"]);
        var adapter = Start(model.Config);
        var optimizer = new DoubleAdamW();
        var rows = Tasks.Select(t => Rows(folder["data", "letters", t, "train.jsonl"])).ToArray();
        for (var step = 0; step < Steps; step++)
        {
            var gradients = model.Forward(Batch(rows, step), adapter).Backward(withWeights: false).Adapter!;
            foreach (var (p, g) in adapter.Parameters().Zip(gradients.Parameters()))
                optimizer.Step(p.Name, p.Values, g.Values, 3e-3 * (Steps - step) / Steps);
        }

        for (var user = 0; user < Tasks.Length; user++)
        {
            var test = Rows(folder["data", "letters", Tasks[user], "test.jsonl"]);
            var right = test.Count(r => model.Continue(r.Prompt, r.Answer.Length, adapter, user).Skip(r.Prompt.Length).SequenceEqual(r.Answer));
            Assert.InRange(right, test.Length / 3, test.Length); // an eighth by chance
        }
    }

    private static DoubleBatch Batch((long[] Prompt, long[] Answer)[][] rows, int step)
    {
        var taken = (from i in Enumerable.Range(0, RowsPerUser)
                     from user in Enumerable.Range(0, rows.Length)
                     let row = rows[user][(step * RowsPerUser + i) % rows[user].Length]
                     select (User: user, row.Prompt, row.Answer)).ToList();
        return new DoubleBatch(
            taken.Count,
            taken[0].Prompt.Length + taken[0].Answer.Length, // all alike in these two tasks
            [.. taken.SelectMany(r => r.Prompt.Concat(r.Answer))],
            Labels: [.. taken.SelectMany(r => r.Prompt.Select(_ => -100L).Concat(r.Answer))],
            Users: [.. taken.Select(r => r.User)]);
    }

    private static DoubleAdapter Start(DoubleLlamaConfig config)
    {
        var noise = new DoubleNoise(2);
        double[] Core() => [.. noise.Normal(Rank * Rank, .3).Select((x, i) => x + (i % (Rank + 1) == 0 ? 1 : 0))];
        var modules = config.LayerModules().ToDictionary(
            module => module,
            module =>
            {
                var (output, input) = config.LinearShape(module);
                return new DoubleFactors(Rank, 2, [noise.Normal(Rank * input, 1 / Math.Sqrt(input))], [new double[output * Rank]], [Core(), Core()]);
            });
        return new DoubleAdapter(new SortedDictionary<string, DoubleFactors>(modules, StringComparer.Ordinal));
    }

    private static (long[] Prompt, long[] Answer)[] Rows(string path) =>
    [
        .. File.ReadAllLines(path).Select(line =>
        {
            using var row = JsonDocument.Parse(line);
            return (Ids(row.RootElement.GetProperty("input").GetString()!), (long[])[.. Ids(row.RootElement.GetProperty("output").GetString()!), SampleTokenizer.EndOfText]);
        }),
    ];

    private static long[] Ids(string text) => [.. Encoding.UTF8.GetBytes(text).Select(b => (long)b + SampleTokenizer.FirstByte)];
}
