using System.Globalization;
using Colora.Evaluation;

namespace Colora.Runs;

/// <summary>
/// What holds of the documents of a run beyond the types of their members: of those of folders below, and the rules
/// that <see cref="IRuledDocument"/>s are made of.
/// </summary>
internal static class DocumentRules
{
    private const int LargestRank = 65536;

    /// <summary>
    /// The broken rules of one record, not of those within it: member, what was found, what is right.
    /// </summary>
    public static IEnumerable<(string Member, string Found, string Expected)> Of(object record) => record switch
    {
        RunInfo info => Users("users", [.. info.Users.Select(user => user.Name)]),
        RunSummary summary => Of(summary),
        StartChoice choice => Of(choice),
        StartHeat heat => Of(heat),
        EvaluationReport report => NotEmpty(("users", report.Users.Count)),
        IScored scored => Finite([("nll", scored.Nll), .. scored.Scores.Entries]),
        RowLoss row => Finite(("loss", row.Loss)),
        IRuledDocument ruled => ruled.Faults(),
        _ => [],
    };

    private static IEnumerable<(string, string, string)> Of(RunSummary summary)
    {
        foreach (var fault in Finite(
            ("seconds", summary.Seconds), ("tokens_per_second", summary.TokensPerSecond),
            ("final_loss", double.IsNaN(summary.FinalLoss) ? null : summary.FinalLoss)))
        {
            yield return fault;
        }

        if (summary.SharedStep > summary.Steps)
            yield return ("shared_step", $"is {summary.SharedStep}", $"at most the {summary.Steps} steps of the run");
        foreach (var fault in Finite([.. summary.ValidationOfUser
            .Select(pair => ($"validation_of_user.{pair.Key}", pair.Value))]))
        {
            yield return fault;
        }
    }

    private static IEnumerable<(string, string, string)> Of(StartChoice choice)
    {
        // Where a run was too short for a race there are no heats, and nothing was measured.
        if (choice.Heats.Count > 0 && !double.IsFinite(choice.Picked.Loss))
            yield return ("picked.loss", Text(choice.Picked.Loss), "a finite number");
    }

    private static IEnumerable<(string, string, string)> Of(StartHeat heat)
    {
        if (heat.Rank is < 1 or > LargestRank) yield return ("rank", $"is {heat.Rank}", $"1 … {LargestRank}");
        foreach (var fault in Within(0, 1, ("rho", heat.Rho), ("core_rate", heat.CoreRate))) yield return fault;
    }

    public static IEnumerable<(string Member, string Found, string Expected)> Groups(
        IReadOnlyList<IReadOnlyList<string>> groups)
    {
        foreach (var fault in NotEmpty([
            ("groups", groups.Count), .. groups.Select((group, i) => ($"groups[{i}]", group.Count))]))
        {
            yield return fault;
        }

        foreach (var fault in Users("groups", [.. groups.SelectMany(group => group)])) yield return fault;
    }

    public static IEnumerable<(string Member, string Found, string Expected)> Users(
        string member, IReadOnlyList<string> names)
    {
        foreach (var fault in NotEmpty((member, names.Count))) yield return fault;
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            yield return (member, $"name \"{twice.Key}\" twice", "each user once");
    }

    public static IEnumerable<(string Member, string Found, string Expected)> NotEmpty(
        params IEnumerable<(string Member, int Count)> lists) =>
        lists.Where(list => list.Count == 0).Select(list => (list.Member, "is empty", "one or more"));

    public static IEnumerable<(string Member, string Found, string Expected)> Finite(
        params IEnumerable<(string Member, double? Value)> numbers) =>
        numbers
            .Where(number => number.Value is { } value && !double.IsFinite(value))
            .Select(number => (number.Member, Text(number.Value!.Value), "a finite number"));

    public static IEnumerable<(string Member, string Found, string Expected)> Within(
        double least, double most, params IEnumerable<(string Member, double Value)> numbers) =>
        numbers
            .Where(number => !(number.Value >= least && number.Value <= most))
            .Select(number =>
                (number.Member,
                    Text(number.Value), string.Create(CultureInfo.InvariantCulture, $"{least:R} … {most:R}")));

    public static string Text(double value) => string.Create(CultureInfo.InvariantCulture, $"is {value:R}");
}
