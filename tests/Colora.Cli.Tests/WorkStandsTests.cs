using Xunit;

namespace Colora.Cli.Tests;

/// <summary>A picture or a report for readers that cannot be written is left out with a line, and the command has done its work.</summary>
public sealed class WorkStandsTests(SampleFixture sample) : IClassFixture<SampleFixture>
{
    private const string Compare = "compare --methods base,local,colora:lora-like --model MODEL --data DATA --preset letters_all --users reverse,repeat,first_letter --seeds 0 --examples-per-user 4 --validation 2 --steps 2 --rank 2 --threads 1 --max-rows 2 --set evaluation.max_new_tokens=2 --out OUT";

    public static TheoryData<string, string, string> Decorations => new()
    {
        { "train --resume --out RUN", "RUN/loss.png", "run.json" },
        { "similarity --run RUN", "RUN/similarity.png", "similarity.json" },
        { "lab recover --users 3 --rows 30 --out OUT", "OUT/recover.png,OUT/report.md", "recover.json" },
        { Compare, "OUT/report.md,OUT/report.html,OUT/report.png,OUT/gains.png,OUT/similarity.png", "report.json" },
    };

    [Theory]
    [MemberData(nameof(Decorations))]
    public void What_decorates_is_left_out_with_a_line(string command, string inTheWay, string result)
    {
        var target = sample.New("stands-" + Guid.NewGuid().ToString("N"));
        string Placed(string text) => text.Replace("MODEL", sample.Model, StringComparison.Ordinal).Replace("DATA", sample.Data, StringComparison.Ordinal).Replace("RUN", sample.Run, StringComparison.Ordinal).Replace("OUT", target, StringComparison.Ordinal);
        var places = Placed(inTheWay).Split(',');
        foreach (var place in places)
        {
            if (File.Exists(place)) File.Delete(place);
            Directory.CreateDirectory(place);
        }

        var answer = CliProcess.Succeed(Placed(command).Split(' '));
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(places[0])!, result)));
        Assert.NotEmpty(answer.Output);
        Assert.Contains(answer.ErrorLines, line => line.Contains(" left out: ", StringComparison.Ordinal));
        foreach (var place in places) Directory.Delete(place);
    }

    [Theory]
    [InlineData("lab recover --out OUT", "recover.json")]
    [InlineData("lab check --out OUT", "check.json")]
    [InlineData("evaluate --run RUN --out OUT", "report.json")]
    [InlineData("onboard --run RUN --data DATA --users repeat --steps 2 --out OUT", "onboard.json")]
    [InlineData(Compare, "report.json")]
    public void A_result_without_a_place_is_refused_before_the_work(string command, string result)
    {
        var target = sample.New("taken-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Path.Combine(target, result));
        var answer = CliProcess.Run(command.Split(' ').Select(word => word switch { "MODEL" => sample.Model, "DATA" => sample.Data, "RUN" => sample.Run, "OUT" => target, _ => word }).ToArray());
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains($"{result} is a folder", answer.ErrorLines[^1]);
        Assert.Equal([result], Directory.GetFileSystemEntries(target).Select(Path.GetFileName));
    }
}
