namespace Colora.Formats.Tests;

/// <summary>Asserts that bad input is told in one line that holds the given fragments.</summary>
internal static class Refusal
{
    public static void Of(Action act, params string[] fragments)
    {
        var message = Assert.Throws<InputException>(act).Message;
        Assert.DoesNotContain('\n', message);
        Assert.All(fragments, fragment => Assert.Contains(fragment, message));
    }
}
