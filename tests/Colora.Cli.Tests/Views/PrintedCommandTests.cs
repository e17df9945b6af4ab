using System.Diagnostics;
using Colora.Cli.Views;
using Xunit;

namespace Colora.Cli.Tests.Views;

/// <summary>A printed command is read back by a shell as it was meant.</summary>
public sealed class PrintedCommandTests
{
    [Theory]
    [InlineData("runs/tickets", "runs/tickets")]
    [InlineData("my runs", "'my runs'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("", "''")]
    [InlineData("~/x", "'~/x'")]
    [InlineData("$HOME", "'$HOME'")]
    [InlineData("a\nb'\\", "$'a\\nb\\'\\\\'")]
    public void A_word_is_quoted_where_it_must_be(string word, string quoted) => Assert.Equal(quoted, PrintedCommand.Quote(word));

    [Fact]
    public void Bash_reads_every_word_back()
    {
        string[] words = ["plain", "two words", "it's", "\"quoted\"", "$HOME `id` \\", "line\nbreak's \\ $x\t\u0001end", "*?[a]{b,c}", "größe €", "#no", "!1", "a;b|c&d<e>f(g)"];
        var info = new ProcessStartInfo("bash") { RedirectStandardOutput = true };
        info.Environment["LC_ALL"] = "C.UTF-8";
        info.ArgumentList.Add("-c");
        info.ArgumentList.Add($"printf '%s\\0' {string.Join(' ', words.Select(PrintedCommand.Quote))}");
        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(words, output.Split('\0')[..^1]);
    }

    [Fact]
    public void A_path_begins_where_the_user_stands_or_is_whole()
    {
        Assert.Equal(Path.Combine("runs", "a b"), PrintedCommand.PathWord(Path.Combine(Environment.CurrentDirectory, "runs", "a b")));
        Assert.Equal("./-run", PrintedCommand.PathWord("-run"));
        Assert.Equal(".", PrintedCommand.PathWord(Environment.CurrentDirectory));
        Assert.Equal("..runs", PrintedCommand.PathWord("..runs"));
        Assert.Equal("/elsewhere/run", PrintedCommand.PathWord("/elsewhere/run"));
    }
}
