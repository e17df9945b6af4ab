using System.Globalization;
using System.Buffers.Binary;
using System.Collections;
using System.Security.Cryptography;
using Colora.Engine;
using Colora.Formats;
using Colora.Formats.Jsonl;

namespace Colora.Data;

/// <summary>
/// Splits each user's rows by what they say, never by where they stand. Test rows come from the test file, or are drawn by content alone: no seed changes
/// them. The seed and the content order the other rows: the first <c>examples_per_user</c> are the user's, and the last of these are kept for validation.
/// Copies of a row count once; such a row goes to training as long as others suffice. Rows of one input stand together in every order, so that a cut
/// parts them only where it has to.
/// </summary>
internal static class DatasetSplit
{
    /// <summary>A row that has no part yet.</summary>
    private const RowPart Free = (RowPart)byte.MaxValue;

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
        var split = users.Select(user => Split(user, config, template, seed, known)).ToList();
        ManagedHeap.GiveBackAfter(users.Sum(user => (long)user.Train.Count + (user.Test?.Count ?? 0)));
        return split;
    }

    /// <summary>The user's labelled rows that are not for testing, copies counted once: those that training and validation may have.</summary>
    /// <exception cref="InputException">All rows would be for testing.</exception>
    public static int LabelledRows(UserRows user, DataConfig config)
    {
        var distinct = user.TrainMarks.Count - RowCopies.In(user.TrainMarks).Count();
        return distinct - TestRows(user, config, distinct);
    }

    private static UserDataset Split(UserRows user, DataConfig config, PromptTemplate template, long seed, IKnownRows? known)
    {
        var marks = user.TrainMarks;
        var parts = new RowPart[marks.Count];
        Array.Fill(parts, Free);
        var (hasCopies, copies) = (new BitArray(marks.Count), 0);
        foreach (var (copy, first) in RowCopies.In(marks))
        {
            (parts[copy], hasCopies[first]) = (RowPart.Copy, true);
            copies++;
        }

        if (known?.PartsOf(user.User, marks) is { } before)
            foreach (var i in Of(Free)) parts[i] = before[i] ?? Free;

        // Test rows: by content, rows with copies last.
        if (user.Test is null)
        {
            var wanted = TestRows(user, config, marks.Count - copies) - Of(RowPart.Test).Count();
            int[] free = [.. Of(Free)];
            Array.Sort(free, (one, other) => (hasCopies[one], marks[one].Input, marks[one].Row).CompareTo((hasCopies[other], marks[other].Input, marks[other].Row)));
            foreach (var i in free.Take(wanted)) parts[i] = RowPart.Test;
        }

        var pinned = Of(RowPart.Train).Concat(Of(RowPart.Validation)).Select(Seeded).ToList();
        var labelled = pinned.Count + Of(Free).Count();
        if (known is null && marks.Count > 0 && config.ExamplesPerUser > labelled)
        {
            throw new InputException(user.TrainSource, $"user \"{user.User}\" has {labelled} labelled rows{(copies > 0 ? $", {copies} copies not counted" : "")}",
                $"at least data.examples_per_user = {config.ExamplesPerUser}", "lower it, or leave the user out");
        }

        var room = config.ExamplesPerUser == 0 ? int.MaxValue : Math.Max(0, config.ExamplesPerUser - pinned.Count);
        int[] chosen = [.. pinned.Concat(Smallest(Of(Free).Select(Seeded), room)).Order().Select(place => place.Row)];
        var validation = marks.Count == 0 ? 0 : Math.Max(0, ValidationRows(user, config, chosen.Length) - chosen.Count(i => parts[i] == RowPart.Validation));
        foreach (var i in chosen.Where(i => parts[i] == Free).Reverse().OrderBy(i => hasCopies[i]).Take(validation).ToList()) parts[i] = RowPart.Validation;
        foreach (var i in chosen.Where(i => parts[i] == Free)) parts[i] = RowPart.Train;
        foreach (var i in Of(Free)) parts[i] = RowPart.Rest;

        var (source, testMarks) = user.Test is null ? (user.Train, marks) : (user.Test, user.TestMarks);
        var judged = user.Test is null ? null : known?.AreJudged(user.User, testMarks);
        int[] test = user.Test is null ? [.. Of(RowPart.Test)] : [.. Enumerable.Range(0, testMarks.Count).Where(i => judged is null || judged[i])];
        return new UserDataset(
            user.User,
            [.. chosen.Where(i => parts[i] == RowPart.Train).Select(i => NewExample(user.Train[i], marks[i], user.TrainSource))],
            [.. chosen.Where(i => parts[i] == RowPart.Validation).Select(i => NewExample(user.Train[i], marks[i], user.TrainSource))],
            new LazyList<Example>(test.Length, i => NewExample(source[test[i]], testMarks[test[i]], user.TestSource)))
        {
            Labelled = marks,
            Parts = parts,
            TestMarks = new LazyList<RowMark>(test.Length, i => testMarks[test[i]]),
            TestInputs = new LazyList<UInt128>(test.Length, i => UserRows.InputOf(source, test[i])),
            HasTestFile = user.Test is not null,
            LeftOut = (user.Test?.Count ?? test.Length) - test.Length,
        };

        IEnumerable<int> Of(RowPart part) => Enumerable.Range(0, parts.Length).Where(i => parts[i] == part);

        (UInt128 Input, UInt128 Whole, int Row) Seeded(int i) => (DatasetSplit.Seeded(seed, UserRows.InputOf(user.Train, i)), DatasetSplit.Seeded(seed, marks[i].Row), i);

        Example NewExample(ExampleRecord row, RowMark mark, string source) => new(
            user.User, template.Prompt(row.Input, row.Instruction ?? user.Instruction), template.Completion(row.Output), row.References, $"{source}:{row.Line}")
        {
            Key = new RowKey(RowKey.InputOf(row), mark.Row),
            PromptParts = template.PromptParts(row.Input, row.Instruction ?? user.Instruction),
            CompletionParts = template.CompletionParts(row.Output),
            HidesInstruction = template.Hides(row.Input, row.Instruction ?? user.Instruction),
        };
    }

    /// <summary>The smallest of many values, of which few more are held than are wanted.</summary>
    private static List<T> Smallest<T>(IEnumerable<T> values, int wanted)
    {
        const int Spare = 1024;
        var kept = new List<T>();
        if (wanted == 0) return kept;
        foreach (var value in values)
        {
            kept.Add(value);
            if (kept.Count - Spare > 2L * wanted) Cut();
        }

        Cut();
        return kept;

        void Cut()
        {
            kept.Sort();
            if (kept.Count > wanted) kept.RemoveRange(wanted, kept.Count - wanted);
        }
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
        throw new InputException(
            user.TrainSource,
            string.Create(
                CultureInfo.InvariantCulture,
                $"user \"{user.User}\" has {rows} labelled rows, of which data.validation = {config.Validation} takes {count}"),
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
