using Colora.Formats;
using Colora.Tokenization;
using Colora.Tokenization.Jinja.Values;
using Xunit;

namespace Colora.Tests.Tokenization.Jinja;

/// <summary>Templates changed in their structure render, or fail as one error in one line, within the bounds.</summary>
public sealed class TemplateMutationTests(ITestOutputHelper output)
{
    private const long MostBytes = 1L << 30;

    private static readonly Dictionary<string, object?> Variables = new() { ["bos_token"] = "<s>", ["eos_token"] = "</s>" };

    [Fact]
    public void Changed_templates_render_or_fail_in_one_line() => Check(seed: 1, count: 300);

    /// <summary>Minutes: ten thousand templates.</summary>
    [Fact]
    [Trait("Category", "Slow")]
    public void Many_changed_templates_render_or_fail_in_one_line() => Check(seed: 2, count: 10_000);

    private void Check(int seed, int count)
    {
        var mutator = new TemplateMutator(seed);
        var (accepted, most) = (0, 0L);
        for (var i = 0; i < count; i++)
        {
            var template = mutator.Next();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var thrown = Record.Exception(() => ChatTemplate.Parse(template).Render([new("system", "Be x."), new("user", "Hi there"), new("assistant", " ok\n"), new("user", "é😀 ß")], true, Variables));
            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.True(most < MostBytes, $"{most >> 20} MiB were allocated for {template}");
            if (thrown is null)
            {
                accepted++;
                continue;
            }

            var error = Assert.IsType<InputException>(thrown);
            Assert.True(error.InnerException is JinjaException, $"{template}\n{error.InnerException}");
            Assert.True(error.Message.Length <= 1000 && !error.Message.Any(char.IsControl), error.Message);
        }

        output.WriteLine($"templates: {accepted} of {count} accepted ({100.0 * accepted / count:0} %), at most {most >> 20} MiB allocated for one");
        Assert.True(accepted >= count / 5, $"{accepted} of {count} accepted");
    }
}
