using Colora.Data;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Runs;
using Colora.Runs.Evaluate;
using Colora.Runs.Preview;
using Colora.Runs.Progress;
using Colora.Runs.Train;
using Colora.Synthetic.Samples;
using Colora.Testing;
using Xunit;

namespace Colora.Tests.Runs;

public sealed class EvaluateRunTests : IDisposable
{
    private const string Long = "the quick brown fox jumps over the lazy dog again and again until night falls on the hill";

    private readonly TemporaryFolder folder = new();

    public EvaluateRunTests()
    {
        SampleModel.Write(folder["model"], SampleModelShape.Tiny, 1);
        Write("data/ann/train.jsonl", ("q0", "ok"), ("q1", "ok"));
        Write("data/bob/train.jsonl", ("q0", "ok"), ("q1", "ok"));
    }

    [Fact]
    public void Rows_with_one_prompt_get_one_answer_whatever_their_references()
    {
        Write("data/ann/test.jsonl", (Long, "ok"), ("q", "ok"), (Long, "ok this is a much longer reference answer than before"));
        Write("data/bob/test.jsonl", ("q", "ok"));
        var listener = new SilentListener();
        var report = Evaluate(80, 12, listener);
        var rows = RunJson.ReadPredictions(folder["out/predictions.jsonl"]);
        Assert.Equal(rows[0].Text, rows[2].Text);
        Assert.NotEqual("", rows[0].Text);
        Assert.Equal([rows[0].PromptCut, 0, rows[0].PromptCut, 0], rows.Select(row => row.PromptCut));
        Assert.True(rows[0].PromptCut > 0);
        Assert.Equal([2, 0], report.Users.Select(user => user.CutPrompts));
        Assert.Equal(2, report.Mean.CutPrompts);
        Assert.Contains("test rows: 2 of 4 prompts are cut to their last 68 tokens, to leave room for an answer (prompt.max_length = 80, evaluation.max_new_tokens = 12): ann 2", listener.Notes);
        Assert.Contains("\"cut_prompts\": 2", File.ReadAllText(folder["out/report.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_whose_answer_is_too_long_costs_only_itself()
    {
        Write("data/ann/test.jsonl", ("q0", "ok"), ("q1", new string('y', 90)), ("q2", "ok"));
        Write("data/bob/test.jsonl", ("q0", new string('y', 90)));
        var listener = new SilentListener();
        var report = Evaluate(80, 12, listener);
        Assert.Equal(["Input: q0\nOutput:", "Input: q2\nOutput:"], RunJson.ReadPredictions(folder["out/predictions.jsonl"]).Select(row => row.Prompt));
        Assert.Equal([("ann", 2, 1), ("bob", 0, 1)], report.Users.Select(user => (user.User, user.Rows, user.Unjudged)));
        Assert.Equal((report.Users[0].Nll, report.Users[0].ExactMatch, 2, 2), (report.Mean.Nll, report.Mean.ExactMatch, report.Mean.Rows, report.Mean.Unjudged));
        Assert.Null(report.Users[1].Nll);
        Assert.Contains(listener.Notes, note => note.StartsWith("test rows: 2 of 4 will not be judged", StringComparison.Ordinal) && note.Contains("ann 1, bob 1", StringComparison.Ordinal) && note.Contains("test.jsonl:2", StringComparison.Ordinal));

        // Training and its preview say so before a step is done.
        var training = new SilentListener();
        TrainRun.Execute(Config(80, 12) with { Training = new() { Steps = 1 }, Start = new() { Kind = Colora.Adapters.StartKind.LoraLike } }, folder["run"], ResumeMode.Refuse, training);
        Assert.Contains(training.Notes, note => note.StartsWith("test rows: 2 of 4 will not be judged", StringComparison.Ordinal));
        var preview = PreviewRun.Execute(Config(80, 12));
        Assert.Contains(preview.Notes, note => note.StartsWith("test rows: 2 of 4 will not be judged", StringComparison.Ordinal));
        Assert.Equal([1, 1], preview.Tests.Select(user => user.Unjudged));
    }

    [Fact]
    public void Where_no_row_can_be_judged_it_is_refused()
    {
        Write("data/ann/test.jsonl", ("q1", new string('y', 90)));
        Write("data/bob/test.jsonl", ("q1", new string('y', 90)));
        Assert.Contains("prompt.max_length", Assert.Throws<InputException>(() => Evaluate(80, 12, new SilentListener())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_without_likelihood_are_left_out_of_it_alone()
    {
        Write("data/ann/test.jsonl", ("q0", "ok"), (new string('x', 600), new string('y', 99)));
        Write("data/bob/test.jsonl", ("q0", "ok"));
        var report = Evaluate(512, 64, new SilentListener());
        var rows = RunJson.ReadPredictions(folder["out/predictions.jsonl"]);
        Assert.Equal((2, 1), (report.Users[0].Rows, report.Users[0].WithoutNll));
        Assert.Equal(rows[0].Nll / rows[0].Tokens, report.Users[0].Nll);
        Assert.Null(rows[1].Nll);
        Assert.NotNull(rows[1].Text);
        Assert.Null(Score.Nll.Of(rows[1]));
        Assert.NotNull(Score.ExactMatch.Of(rows[1]));
    }

    [Fact]
    public void Hidden_instructions_are_counted_and_an_empty_input_is_replaced_by_its_instruction()
    {
        File.WriteAllText(folder["rows.jsonl"], string.Concat(Enumerable.Range(0, 10).Select(i => i % 2 == 0
            ? $"{{\"user\":\"ann\",\"instruction\":\"Name colour {i}.\",\"input\":\"\",\"output\":\"red\"}}\n"
            : $"{{\"user\":\"ann\",\"instruction\":\"Name colour {i}.\",\"input\":\"of snow\",\"output\":\"white\"}}\n")));
        var config = Config(80, 12) with { Data = new DataConfig { Path = folder["rows.jsonl"] } };
        var preview = PreviewRun.Execute(config);
        Assert.Equal(5, preview.HiddenInstructions);
        Assert.Equal("5 of 10 rows have an instruction that the model is not shown (prompt.instruction = false); --instruction true shows it", preview.Notes[0]);
        var users = DatasetSplit.Of(DataSource.Read(config.Data), config.Data, config.Prompt, 0);
        var prompts = users[0].Train.Concat(users[0].Test).Select(row => row.Prompt).ToList();
        Assert.Equal(5, prompts.Count(prompt => prompt.StartsWith("Input: Name colour ", StringComparison.Ordinal)));
        var shown = PreviewRun.Execute(config with { Prompt = config.Prompt with { Instruction = true } });
        Assert.Equal((0, 0), (shown.HiddenInstructions, shown.Notes.Count));
    }

    public void Dispose() => folder.Dispose();

    private RunConfig Config(int maxLength, int newTokens) => SampleRuns.Config(folder) with
    {
        Data = new DataConfig { Path = folder["data"] },
        Prompt = new PromptConfig { MaxLength = maxLength },
        Evaluation = new EvaluationConfig { MaxNewTokens = newTokens },
    };

    private EvaluationReport Evaluate(int maxLength, int newTokens, IRunListener listener) =>
        EvaluateRun.Execute(new EvaluateRequest(Config(maxLength, newTokens), "base", null, null, folder["out"]), listener);

    private void Write(string name, params (string Input, string Output)[] rows)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
        File.WriteAllText(folder[name], string.Concat(rows.Select(row => $"{{\"input\":\"{row.Input}\",\"output\":\"{row.Output}\"}}\n")));
    }
}
