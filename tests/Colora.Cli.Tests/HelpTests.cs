using System.CommandLine;
using System.CommandLine.Parsing;
using Xunit;

namespace Colora.Cli.Tests;

/// <summary>The help of every command: the program's own name, defaults, and an example that the command understands.</summary>
public sealed class HelpTests
{
    public static TheoryData<string> Paths => [.. Everything(Program.Root()).Select(HelpExamples.PathOf)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Each_help_names_the_program_and_shows_an_example_that_parses(string path)
    {
        var root = Program.Root();
        var output = new StringWriter();
        var exit = root.Parse([.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).Invoke(new InvocationConfiguration { Output = output });
        var text = output.ToString().ReplaceLineEndings("\n");
        Assert.Equal(0, exit);
        Assert.Contains($"Usage:\n  colora{(path.Length == 0 ? "" : " ")}{path}", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Colora.Cli", text, StringComparison.Ordinal);
        var lines = text.Split('\n');
        var example = lines[Array.IndexOf(lines, "Example:") + 1];
        Assert.StartsWith($"  colora {path}", example, StringComparison.Ordinal);
        var parsed = root.Parse([.. CommandLineParser.SplitCommandLine(example.Trim()).Skip(1)]);
        Assert.Empty(parsed.Errors);
        Assert.NotSame(root, parsed.CommandResult.Command);
        Assert.StartsWith(path, HelpExamples.PathOf(parsed.CommandResult.Command), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Usage:\n  colora [command]")]
    [InlineData("lab", "Usage:\n  colora lab [command]")]
    [InlineData("config", "Usage:\n  colora config [command]")]
    public void Who_gives_no_command_sees_what_there_is(string path, string mentions)
    {
        var result = CliProcess.Run(path.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains(mentions, result.Error.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("Example:", result.Error, StringComparison.Ordinal);
        if (path.Length == 0) Assert.All(Program.Root().Subcommands, command => Assert.Single(result.ErrorLines, line => line.StartsWith($"  {command.Name} ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_number_that_need_not_be_given_shows_its_default()
    {
        foreach (var command in Everything(Program.Root()))
        {
            foreach (var option in command.Options.Where(option => !option.Required && option.ValueType.IsPrimitive && option.ValueType != typeof(bool)))
                Assert.True(option.HasDefaultValue, $"{HelpExamples.PathOf(command)} {option.Name}");
        }
    }

    [Fact]
    public void Keys_of_the_config_show_their_defaults()
    {
        var output = new StringWriter();
        Program.Root().Parse(["train", "--help"]).Invoke(new InvocationConfiguration { Output = output });
        Assert.Contains("rank of the factors [default: 32]", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("scaling is alpha / rank [default: 32.0]", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_training_are_none_of_judging() =>
        Assert.Empty(Program.Root().Subcommands.Single(command => command.Name == "evaluate").Options.Select(option => option.Name).Intersect(["--rank", "--steps", "--learning-rate", "--start"]));

    [Fact]
    public void The_keys_stand_whole_on_lines_of_their_own()
    {
        var lines = CliProcess.Run([("COLUMNS", "20")], "config", "keys").Output.Split('\n');
        Assert.Contains("optimizer.core_learning_rate", lines);
        Assert.Contains("checkpoints.validate_every", lines);
    }

    [Fact]
    public void The_process_calls_itself_by_its_own_name_and_by_how_it_was_called()
    {
        Assert.Contains("  colora train [options]", CliProcess.Succeed("train", "--help").Output, StringComparison.Ordinal);
        Assert.Contains("see: './my tools/colora' train --help", CliProcess.Run([("COLORA_CALLED_AS", "./my tools/colora")], "train", "--nope").Error, StringComparison.Ordinal);
        Assert.Contains("see: dotnet exec ", CliProcess.Run("train", "--nope").Error, StringComparison.Ordinal);
    }

    private static IEnumerable<Command> Everything(Command root) => root.Subcommands.SelectMany(Everything).Prepend(root);
}
