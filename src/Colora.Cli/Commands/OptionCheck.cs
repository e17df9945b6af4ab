using System.CommandLine;
using System.Globalization;
using Colora.Formats;

namespace Colora.Cli.Commands;

/// <summary>
/// What holds of options of a kind on every command, checked before its work begins: paths are none that are empty,
/// numbers are finite, results have a place.
/// </summary>
internal static class OptionCheck
{
    private const string Out = "--out", Threads = "--threads";
    private const int MostThreads = 1024;

    private static readonly string[] Paths = ["DIR", "RUN", "FILE", "PATH", "MODEL", "REV", "NAME"];

    /// <summary>Refuses the first option that is not right.</summary>
    /// <exception cref="InputException">One is not.</exception>
    public static void Require(ParseResult parsed)
    {
        foreach (var option in parsed.CommandResult.Command.Options)
        {
            switch (option)
            {
                case Option<double> real when !double.IsFinite(parsed.GetValue(real)):
                    throw new InputException(
                        option.Name,
                        parsed.GetValue(real).ToString(CultureInfo.InvariantCulture),
                        "a finite number");
                case Option<int> whole when option.Name == Threads && parsed.GetValue(whole) is < 0 or > MostThreads:
                    throw new InputException(
                        option.Name,
                        $"{parsed.GetValue(whole)}",
                        $"0 … {MostThreads}; 0 = all cores");
                case Option<long> whole when IsSeed(option) && parsed.GetValue(whole) < 0:
                    throw new InputException(option.Name, $"{parsed.GetValue(whole)}", "0 or more");
                case Option<string?> text when parsed.GetValue(text) is { } value:
                    Require(option, value);
                    break;
            }
        }
    }

    private static bool IsSeed(Option option) => option.Name.EndsWith("seed", StringComparison.Ordinal);

    private static void Require(Option option, string value)
    {
        if (value.Length == 0 && Paths.Contains(option.HelpName))
        {
            throw new InputException(
                option.Name,
                "an empty text",
                option.HelpName == "NAME" ? "a name" : "a path",
                "give one, or leave it out");
        }

        if (option.Name != Out) return;
        if (option.HelpName == "FILE") WritablePlace.RequireFile(value, Out);
        else WritablePlace.RequireFolder(value, Out);
    }
}
