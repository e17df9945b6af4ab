using Colora.Checkpoints;
using Colora.Data;
using Colora.Formats;
using Colora.Model;
using Colora.Tokenization;

namespace Colora.Runs;

/// <summary>
/// Lines that say what becomes of rows before anything is trained or judged: instructions that are not shown, prompts
/// that are cut, answers that are too long.
/// </summary>
internal static class RowNotes
{
    private const int MostUsers = 8;

    /// <summary>All lines of a config, by its tokenizer and rows alone: the model's weights are not read.</summary>
    /// <param name="config">Model, prompt and evaluation.</param>
    /// <param name="rows">The users' rows as read.</param>
    /// <exception cref="InputException">Something is missing, broken or does not fit.</exception>
    public static IReadOnlyList<string> Of(RunConfig config, IReadOnlyList<UserRows> rows)
    {
        var users = DatasetSplit.Of(rows, config.Data, config.Prompt, config.Training.Seed);
        var folder = ModelFolder.Of(config.Model, config.Revision);
        using var tokenizer = HuggingFaceTokenizer.Load(folder);
        var window = PromptWindow.Of(
            config.Prompt, config.Evaluation.MaxNewTokens, ModelConfigReader.Read(folder).MaxPositions);
        var counts = CountTests(users, new JudgeEncoder(tokenizer, config.Prompt, window), config.Evaluation.MaxRows);
        return [.. OfInstructions(users), .. OfTests(counts, config, window)];
    }

    /// <summary>Says, where it is so, that rows have an instruction which the model is not shown.</summary>
    public static IEnumerable<string> OfInstructions(IReadOnlyList<UserDataset> users)
    {
        var (hidden, all) = HiddenInstructions(users);
        if (hidden > 0)
        {
            yield return $"{hidden} of {all} rows have an instruction that the model is not shown (prompt.instruction "
                + $"= false); --instruction true shows it";
        }
    }

    /// <summary>Rows whose instruction is not shown, and rows in all.</summary>
    public static (int Hidden, int All) HiddenInstructions(IReadOnlyList<UserDataset> users)
    {
        var rows = users.SelectMany(user => user.Train.Concat(user.Validation).Concat(user.Test));
        return rows.Aggregate(
            (Hidden: 0, All: 0), (counts, row) => (counts.Hidden + (row.HidesInstruction ? 1 : 0), counts.All + 1));
    }

    /// <summary>What the judge will do to the test rows that a config judges.</summary>
    public static IReadOnlyList<JudgedCount> CountTests(
        IReadOnlyList<UserDataset> users, JudgeEncoder encoder, int maxRows) =>
        [.. users.Select(user => encoder.Count(user.User, maxRows > 0 ? user.Test.Take(maxRows) : user.Test))];

    /// <summary>Says what length does to test rows, a line for each thing that happens.</summary>
    /// <param name="counts">Counts of each user.</param>
    /// <param name="config">Gives <c>prompt.max_length</c> and <c>evaluation.max_new_tokens</c>.</param>
    /// <param name="window">What is read and written.</param>
    public static IEnumerable<string> OfTests(IReadOnlyList<JudgedCount> counts, RunConfig config, PromptWindow window)
    {
        if (counts.Any(count => count.CutPrompts > 0)) yield return CutPrompts(counts, config, window);
        if (counts.FirstOrDefault(count => count.FirstUnjudged is not null) is { } first)
            yield return Unjudged(counts, config, first.FirstUnjudged!);
        if (config.Evaluation.Likelihood && counts.Any(count => count.WithoutNll > 0))
            yield return WithoutNll(counts, window);
        if (config.Evaluation.Generate && window.NewTokens < config.Evaluation.MaxNewTokens)
        {
            yield return $"answers end after {window.NewTokens} tokens and not evaluation.max_new_tokens = "
                + $"{config.Evaluation.MaxNewTokens}: the model has {window.Positions} positions";
        }
    }

    private static string CutPrompts(IReadOnlyList<JudgedCount> counts, RunConfig config, PromptWindow window) =>
        $"test rows: {OfAll(counts, count => count.CutPrompts)} prompts are cut to their last {window.Longest} tokens, "
            + $"to leave room for an answer (prompt.max_length = {config.Prompt.MaxLength}, "
            + $"evaluation.max_new_tokens = {config.Evaluation.MaxNewTokens}): "
            + Users(counts, count => count.CutPrompts);

    private static string Unjudged(IReadOnlyList<JudgedCount> counts, RunConfig config, string first) =>
        $"test rows: {OfAll(counts, count => count.Unjudged)} will not be judged, "
            + $"since the answer alone passes prompt.max_length = {config.Prompt.MaxLength}: "
            + $"{Users(counts, count => count.Unjudged)}; the first is {first}; "
            + "raise prompt.max_length to judge them";

    private static string WithoutNll(IReadOnlyList<JudgedCount> counts, PromptWindow window) =>
        $"test rows: {OfAll(counts, count => count.WithoutNll)} will be left out of the likelihood, "
            + $"since prompt and reference together pass the model's {window.Positions} positions: "
            + Users(counts, count => count.WithoutNll);

    private static string OfAll(IReadOnlyList<JudgedCount> counts, Func<JudgedCount, int> of) =>
        $"{counts.Sum(of)} of {counts.Sum(count => count.Rows)}";

    private static string Users(IReadOnlyList<JudgedCount> counts, Func<JudgedCount, int> of)
    {
        var touched = counts.Where(count => of(count) > 0).ToList();
        var shown = touched.Take(MostUsers).Select(count => $"{count.User} {of(count)}");
        var more = touched.Count > MostUsers ? $" and {touched.Count - MostUsers} more users" : "";
        return string.Join(", ", shown) + more;
    }
}
