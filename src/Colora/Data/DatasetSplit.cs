using Colora.Engine;
using Colora.Formats;
using Colora.Formats.Jsonl;

namespace Colora.Data;

/// <summary>
/// Splits each user's rows. The seed shuffles the labelled rows, then the first <c>examples_per_user</c> are the user's, and the last
/// of these are kept for validation. Test rows come from the test file, or are cut off first by an order that no seed changes.
/// </summary>
public static class DatasetSplit
{
    /// <summary>The users' examples, split.</summary>
    /// <param name="users">Rows as read.</param>
    /// <param name="config">How many of which.</param>
    /// <param name="prompt">How rows become prompts and answers.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="InputException">A user has fewer rows than asked for, or no training row remains.</exception>
    public static IReadOnlyList<UserDataset> Of(IReadOnlyList<UserRows> users, DataConfig config, PromptConfig prompt, long seed)
    {
        var template = new PromptTemplate(prompt, config.AllowSpecialTokens);
        return users.Select(user => Split(user, config, template, seed)).ToList();
    }

    /// <summary>The user's labelled rows that are not for testing: those that training and validation may have.</summary>
    /// <exception cref="InputException">All rows would be for testing.</exception>
    public static int LabelledRows(UserRows user, DataConfig config) => Part(user, config).Labelled.Count;

    private static (IReadOnlyList<ExampleRecord> Labelled, IReadOnlyList<ExampleRecord> Test) Part(UserRows user, DataConfig config)
    {
        if (user.Test is not null || config.TestShare == 0) return (user.Train, user.Test ?? []);
        var order = SeedSequence.Permutation(user.Train.Count, 0, "test", user.User);
        var count = (int)Math.Ceiling(config.TestShare * user.Train.Count);
        if (count >= user.Train.Count)
        {
            throw new InputException(user.TrainSource, $"user \"{user.User}\" has {user.Train.Count} rows, all of which would be for testing",
                "more rows or a smaller data.test_share");
        }

        return ([.. order[count..].Order().Select(i => user.Train[i])], [.. order[..count].Order().Select(i => user.Train[i])]);
    }

    private static UserDataset Split(UserRows user, DataConfig config, PromptTemplate template, long seed)
    {
        var (labelled, test) = Part(user, config);
        if (config.ExamplesPerUser > labelled.Count)
        {
            throw new InputException(user.TrainSource, $"user \"{user.User}\" has {labelled.Count} labelled rows",
                $"at least data.examples_per_user = {config.ExamplesPerUser}", "lower it, or leave the user out");
        }

        var chosen = SeedSequence.Permutation(labelled.Count, seed, "rows", user.User)
            .Take(config.ExamplesPerUser == 0 ? labelled.Count : config.ExamplesPerUser)
            .Select(i => labelled[i])
            .ToList();
        var validation = ValidationRows(user, config, chosen.Count);
        return new UserDataset(
            user.User,
            Examples(chosen.Take(chosen.Count - validation), user, user.TrainSource, template),
            Examples(chosen.Skip(chosen.Count - validation), user, user.TrainSource, template),
            Examples(test, user, user.TestSource, template));
    }

    private static int ValidationRows(UserRows user, DataConfig config, int rows)
    {
        if (config.Validation == 0) return 0;
        var count = config.Validation < 1 ? Math.Max(1, (int)Math.Round(config.Validation * rows)) : (int)config.Validation;
        if (count < rows) return count;
        throw new InputException(user.TrainSource, $"user \"{user.User}\" has {rows} labelled rows, of which data.validation = {config.Validation} takes {count}",
            "at least one training row", "lower data.validation or raise data.examples_per_user");
    }

    private static List<Example> Examples(IEnumerable<ExampleRecord> rows, UserRows user, string source, PromptTemplate template) =>
        rows.Select(row => new Example(
            user.User,
            template.Prompt(row.Input, row.Instruction ?? user.Instruction),
            template.Completion(row.Output),
            row.References,
            $"{source}:{row.Line}")
        {
            PromptParts = template.PromptParts(row.Input, row.Instruction ?? user.Instruction),
            CompletionParts = template.CompletionParts(row.Output),
            HidesInstruction = template.Hides(row.Input, row.Instruction ?? user.Instruction),
        }).ToList();
}
