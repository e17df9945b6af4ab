using System.Buffers.Binary;
using System.Security.Cryptography;
using Colora.Formats;
using Colora.Formats.Jsonl;

namespace Colora.Data;

/// <summary>
/// Splits each user's rows by what they say, never by where they stand. Test rows come from the test file, or are drawn by content alone: no seed changes
/// them. The seed and the content order the other rows: the first <c>examples_per_user</c> are the user's, and the last of these are kept for validation.
/// Copies of a row count once; such a row goes to training as long as others suffice. Rows of one input stand together in every order, so that a cut
/// parts them only where it has to.
/// </summary>
public static class DatasetSplit
{
    /// <summary>The users' examples, split.</summary>
    /// <param name="users">Rows as read.</param>
    /// <param name="config">How many of which.</param>
    /// <param name="prompt">How rows become prompts and answers.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="known">An earlier split, whose rows stay where they are: new rows fill up what is missing. None = a split from nothing.</param>
    /// <exception cref="InputException">A user has fewer rows than asked for, or no training row remains.</exception>
    public static IReadOnlyList<UserDataset> Of(IReadOnlyList<UserRows> users, DataConfig config, PromptConfig prompt, long seed, IKnownRows? known = null)
    {
        var template = new PromptTemplate(prompt, config.AllowSpecialTokens);
        return users.Select(user => Split(user, config, template, seed, known)).ToList();
    }

    /// <summary>The user's labelled rows that are not for testing, copies counted once: those that training and validation may have.</summary>
    /// <exception cref="InputException">All rows would be for testing.</exception>
    public static int LabelledRows(UserRows user, DataConfig config)
    {
        var distinct = user.TrainKeys.Select(key => key.Row).Distinct().Count();
        return distinct - TestRows(user, config, distinct);
    }

    private static UserDataset Split(UserRows user, DataConfig config, PromptTemplate template, long seed, IKnownRows? known)
    {
        var keys = user.TrainKeys;
        var parts = new RowPart?[keys.Count];
        var first = new Dictionary<UInt128, int>();
        var hasCopies = new HashSet<int>();
        for (var i = 0; i < keys.Count; i++)
        {
            if (first.TryAdd(keys[i].Row, i))
            {
                parts[i] = known?.PartOf(user.User, keys[i]);
            }
            else
            {
                parts[i] = RowPart.Copy;
                hasCopies.Add(first[keys[i].Row]);
            }
        }

        // Test rows: by content, rows with copies last.
        if (user.Test is null)
        {
            var wanted = TestRows(user, config, first.Count) - parts.Count(part => part == RowPart.Test);
            foreach (var i in Free().OrderBy(hasCopies.Contains).ThenBy(i => keys[i].Input).ThenBy(i => keys[i].Row).Take(wanted)) parts[i] = RowPart.Test;
        }

        var order = Free().Concat(Of(RowPart.Train)).Concat(Of(RowPart.Validation)).Select(i => (Row: i, Input: Seeded(seed, keys[i].Input), Whole: Seeded(seed, keys[i].Row)))
            .OrderBy(place => place.Input).ThenBy(place => place.Whole).Select(place => place.Row).ToArray();
        var pinned = order.Count(i => parts[i] is not null);
        if (known is null && keys.Count > 0 && config.ExamplesPerUser > order.Length)
        {
            throw new InputException(user.TrainSource, $"user \"{user.User}\" has {order.Length} labelled rows{(hasCopies.Count > 0 ? $", {keys.Count - first.Count} copies not counted" : "")}",
                $"at least data.examples_per_user = {config.ExamplesPerUser}", "lower it, or leave the user out");
        }

        var room = config.ExamplesPerUser == 0 ? int.MaxValue : Math.Max(0, config.ExamplesPerUser - pinned);
        var chosen = order.Where(i => parts[i] is not null || room-- > 0).ToArray();
        var validation = keys.Count == 0 ? 0 : Math.Max(0, ValidationRows(user, config, chosen.Length) - chosen.Count(i => parts[i] == RowPart.Validation));
        foreach (var i in chosen.Where(i => parts[i] is null).Reverse().OrderBy(hasCopies.Contains).Take(validation)) parts[i] = RowPart.Validation;
        foreach (var i in chosen) parts[i] ??= RowPart.Train;

        var (source, testKeys) = user.Test is null ? (user.Train, keys) : (user.Test, user.TestKeys);
        int[] test = user.Test is null ? [.. Of(RowPart.Test)]
            : [.. Enumerable.Range(0, testKeys.Count).Where(i => known is null || known.IsTest(user.User, testKeys[i]) || known.PartOf(user.User, testKeys[i]) is null)];
        return new UserDataset(
            user.User,
            [.. chosen.Where(i => parts[i] == RowPart.Train).Select(i => NewExample(user.Train[i], keys[i], user.TrainSource))],
            [.. chosen.Where(i => parts[i] == RowPart.Validation).Select(i => NewExample(user.Train[i], keys[i], user.TrainSource))],
            new StoredExamples(test.Length, i => NewExample(source[test[i]], testKeys[test[i]], user.TestSource)))
        {
            Labelled = keys,
            Parts = [.. parts.Select(part => part ?? RowPart.Rest)],
            TestKeys = [.. test.Select(i => testKeys[i])],
            HasTestFile = user.Test is not null,
            LeftOut = (user.Test?.Count ?? test.Length) - test.Length,
        };

        IEnumerable<int> Free() => Enumerable.Range(0, keys.Count).Where(i => parts[i] is null);

        IEnumerable<int> Of(RowPart part) => Enumerable.Range(0, keys.Count).Where(i => parts[i] == part);

        Example NewExample(ExampleRecord row, RowKey key, string source) => new(
            user.User, template.Prompt(row.Input, row.Instruction ?? user.Instruction), template.Completion(row.Output), row.References, $"{source}:{row.Line}")
        {
            Key = key,
            PromptParts = template.PromptParts(row.Input, row.Instruction ?? user.Instruction),
            CompletionParts = template.CompletionParts(row.Output),
            HidesInstruction = template.Hides(row.Input, row.Instruction ?? user.Instruction),
        };
    }

    private static int TestRows(UserRows user, DataConfig config, int distinct)
    {
        if (user.Test is not null || config.TestShare == 0) return 0;

        // 0.07 × 100 is 7.000000000000001: that is seven rows, not eight.
        var count = (int)Math.Ceiling(Math.Round(config.TestShare * distinct, 9));
        return count < distinct ? count
            : throw new InputException(user.TrainSource, $"user \"{user.User}\" has {distinct} rows, all of which would be for testing", "more rows or a smaller data.test_share");
    }

    private static int ValidationRows(UserRows user, DataConfig config, int rows)
    {
        if (config.Validation == 0) return 0;
        var count = config.Validation < 1 ? Math.Max(1, (int)Math.Round(config.Validation * rows)) : (int)config.Validation;
        if (count < rows) return count;
        throw new InputException(user.TrainSource, $"user \"{user.User}\" has {rows} labelled rows, of which data.validation = {config.Validation} takes {count}",
            "at least one training row", "lower data.validation or raise data.examples_per_user");
    }

    private static UInt128 Seeded(long seed, UInt128 key)
    {
        Span<byte> bytes = stackalloc byte[24];
        BinaryPrimitives.WriteInt64BigEndian(bytes, seed);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[8..], key);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
