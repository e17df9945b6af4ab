using System.Text.Json;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Runs;
using Colora.Testing;
using Xunit;

namespace Colora.Tests.Evaluation;

/// <summary>Scores as a list that grows: their names, and how rows and reports spell them. One from another assembly is tried by samples/own-score.</summary>
public sealed class ScoreTests
{
    [Fact]
    public void Each_has_a_name_and_a_member_of_its_own()
    {
        Assert.Equal(Score.All.Count, Score.All.Select(score => score.Name).Distinct().Count());
        Assert.Equal(Score.OfAnswers.Count, Score.OfAnswers.Select(score => score.Key).Distinct().Count());
        Assert.All(Score.All, score => Assert.Same(score, Score.Find(score.Name)));
        Assert.Null(Score.Find("no-such-score"));
    }

    [Fact]
    public void A_name_that_is_taken_or_none_is_refused()
    {
        Score.Register(Score.RougeL);
        Assert.Contains("\"exact_match\" is another member", Assert.Throws<ArgumentException>(() => Score.Register(new Named("exact-match"))).Message, StringComparison.Ordinal);
        Assert.Contains("\"prompt_cut\" is another member", Assert.Throws<ArgumentException>(() => Score.Register(new Named("prompt-cut"))).Message, StringComparison.Ordinal);
        Assert.Contains("kebab", Assert.Throws<ArgumentException>(() => Score.Register(new Named("kebab Case"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_spell_each_score_as_a_member()
    {
        var row = new Prediction("u", "p", "north", ["south"], 1.5, 2) { Scores = ScoreValues.Of("north", ["south"]), PromptCut = 3 };
        var json = JsonSerializer.Serialize(row, RunJson.Row);
        Assert.Equal("""{"user":"u","prompt":"p","text":"north","references":["south"],"nll":1.5,"tokens":2,"exact_match":0,"exact_match_squad":0,"rougeL":0,"prompt_cut":3}""", json);
        Assert.Equal(row.Scores, JsonSerializer.Deserialize<Prediction>(json, RunJson.Row)!.Scores);
    }

    [Theory]
    [InlineData("\"exact_match\":0,", "", "exact_match")]
    [InlineData("\"rougeL\":0", "\"rougeL\":\"x\"", "rougeL")]
    [InlineData("\"rougeL\":0", "\"rougeL\":\"NaN\"", "rougeL")]
    public void A_row_without_a_score_or_with_none_that_is_a_number_is_damaged(string part, string becomes, string named)
    {
        using var folder = new TemporaryFolder();
        var row = """{"user":"u","prompt":"p","text":"a","references":["b"],"nll":1.5,"tokens":2,"exact_match":0,"exact_match_squad":0,"rougeL":0,"prompt_cut":3}""";
        File.WriteAllText(folder["rows.jsonl"], row.Replace(part, becomes, StringComparison.Ordinal) + "\n");
        Assert.Contains(named, Assert.Throws<InputException>(() => RunJson.ReadPredictions(folder["rows.jsonl"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_of_before_is_scored_by_its_text()
    {
        var row = new Prediction("u", "p", "north", ["south", "north"], null, 2) { Scores = new ScoreValues() };
        Assert.Equal(1, new Named("added-since").Of(row));
        Assert.Null(new Named("added-since").Of(row with { Text = null }));
    }

    private sealed record Named(string Own) : AnswerScore
    {
        public override string Name => Own;

        public override string Title => Own;

        protected override double Against(string answer, string reference) => answer == reference ? 1 : 0;
    }
}
