using Colora.Documents;
using Colora.Evaluation;
using Colora.Studies.Comparison;
using Xunit;

namespace Colora.Studies.Tests.Comparison;

public sealed class CompareDocumentTests
{
    private static readonly string[] Users = ["bank-1", "bank-2"];

    [Fact]
    public void It_answers_whether_who_what_it_is_worth_and_how_surely()
    {
        var report = CompareReports.Of(Users, [("local", 8, 0.2), ("local", 16, 0.3), ("local", 32, 0.4), ("colora", 8, 0.35), ("colora", 16, 0.45), ("colora", 32, 0.5)]);
        Assert.Equal("Should these 2 users train one model together?", CompareAnswer.Question(report));
        Assert.Equal(
            "Yes: with 32 training rows each, colora is better than training alone by 10.0 points of exact match in the mean (95 % interval +5.0 … +15.0, over 3 trainings); "
            + "beyond doubt it helps all 2 and hurts none, with none undecided; with 8 rows each it does what training alone does with about 23.", CompareAnswer.Of(report).ToString());
        Assert.Equal("Helped: bank-1, bank-2.", CompareAnswer.Names(report)!.ToString());
    }

    [Theory]
    [InlineData(0.3, 0.1, "No: with 16 training rows each, colora is worse than training alone by 20.0 points")]
    [InlineData(0.3, 0.32, "Undecided: with 16 training rows each, colora differs from training alone by +2.0 points in the mean, which may be chance")]
    [InlineData(0.0, 0.005, "Not answered: every arm is at the floor (exact match of at most 0.5 points)")]
    [InlineData(0.995, 1, "Not answered: every arm is at the top")]
    [InlineData(0.3, double.NaN, "Not answered: colora has no score that is a number")]
    public void It_says_no_undecided_and_when_there_is_no_answer(double local, double colora, string begins)
    {
        var report = CompareReports.Of(Users, [("local", 16, local), ("colora", 16, colora)]);
        Assert.StartsWith(begins, CompareAnswer.Of(report).ToString(), StringComparison.Ordinal);
        Assert.StartsWith($"# Should these 2 users train one model together?\n\n**{begins[..8]}", CompareText.Of(report), StringComparison.Ordinal);
    }

    [Fact]
    public void At_the_floor_it_says_what_to_do()
    {
        var text = CompareText.Of(CompareReports.Of(Users, [("base", 16, 0), ("local", 16, 0), ("colora", 16, 0)]));
        Assert.Contains("`--score nll`", text, StringComparison.Ordinal);
        Assert.Contains("`--steps`", text, StringComparison.Ordinal);
        Assert.StartsWith("Undecided", CompareAnswer.Of(CompareReports.Of(Users, [("local", 16, 0), ("colora", 16, 0)], Score.Nll)).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_training_and_one_size_say_what_they_cannot()
    {
        var answer = CompareAnswer.Of(CompareReports.Of(Users, [("local", 16, 0.2), ("colora", 16, 0.4)], seeds: 1)).ToString();
        Assert.Contains("of one training: how another would differ is not in it", answer, StringComparison.Ordinal);
        Assert.Contains("what that is worth in rows, one number of rows cannot tell", answer, StringComparison.Ordinal);
        Assert.Contains("add `local`", MarkdownText.Of(new ParagraphBlock(CompareAnswer.Of(CompareReports.Of(Users, [("base", 16, 0.2), ("colora", 16, 0.4)])))), StringComparison.Ordinal);
        Assert.Contains("more than training alone with 32, the most that were tried",
            CompareAnswer.Of(CompareReports.Of(Users, [("local", 8, 0.2), ("local", 32, 0.3), ("colora", 8, 0.6), ("colora", 32, 0.7)])).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_answers_by_the_first_colora_arm_and_never_by_the_best()
    {
        var report = CompareReports.Of(Users, [("base", 16, 0.1), ("local", 16, 0.2), ("pooled", 16, 0.9), ("colora@adapter.rank=2", 16, 0.8), ("colora:lora-like", 16, 0.5), ("colora", 16, 0.6)]);
        Assert.Equal("colora:lora-like", CompareView.MainOf(report)!.Arm);
        Assert.Equal("pooled", CompareView.MainOf(CompareReports.Of(Users, [("base", 16, 0.1), ("local", 16, 0.2), ("pooled", 16, 0.9)]))!.Arm);
    }

    [Fact]
    public void Users_come_before_arms_and_arms_before_evidence_and_silent_columns_are_named()
    {
        var text = CompareText.Of(CompareReports.Of(Users, [("local", 16, 0.2), ("colora", 16, 0.4)]));
        int users = text.IndexOf("## The users", StringComparison.Ordinal), arms = text.IndexOf("## The arms", StringComparison.Ordinal), evidence = text.IndexOf("## The evidence", StringComparison.Ordinal);
        Assert.True(0 < users && users < arms && arms < evidence);
        Assert.Contains("| bank-1 | helped | +20.0 | +15.0 … +25.0 |", text, StringComparison.Ordinal);
        Assert.Contains("MB moved (0.0 everywhere)", text, StringComparison.Ordinal);
        Assert.Contains("ROUGE-L (not measured)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("a|b`c`")]
    [InlineData("a\u202eb\nc")]
    public void A_hostile_name_is_text_in_the_whole_report(string name)
    {
        var report = CompareReports.Of([name, "bank-2"], [("local", 16, 0.2), ("colora", 16, 0.4)]);
        var (text, page) = (CompareText.Of(report), ComparePage.Of(report, "", _ => null));
        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202e", text + page, StringComparison.Ordinal);
        Assert.Single(text.Split('\n'), line => line.StartsWith($"| {MarkdownText.Escape(name)} | helped |", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_thousand_users_are_the_ends_of_the_list()
    {
        var report = CompareReports.Of([.. Enumerable.Range(0, 2000).Select(i => $"u{i}")], [("local", 16, 0.2), ("colora", 16, 0.4)]);
        var text = CompareText.Of(report);
        Assert.Equal(60, text.Split('\n').Count(line => line.StartsWith("| u", StringComparison.Ordinal) && line.Contains("helped", StringComparison.Ordinal)));
        Assert.Contains("of 2000; `report.json` has all", text, StringComparison.Ordinal);
        Assert.Contains("and 1992 more", text, StringComparison.Ordinal);
    }
}
