using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using Colora.Formats;

namespace Colora.Data;

/// <summary>One user's rows on the way to their parts: each step gives a part to rows that have none yet.</summary>
internal sealed class UserSplit
{
    /// <summary>A row that has no part yet.</summary>
    private const RowPart Free = (RowPart)byte.MaxValue;

    private readonly UserRows user;
    private readonly DataConfig config;
    private readonly long seed;
    private readonly IKnownRows? known;
    private readonly IReadOnlyList<RowMark> marks;
    private readonly RowPart[] parts;
    private readonly BitArray hasCopies;
    private readonly int copies;

    private UserSplit(UserRows user, DataConfig config, long seed, IKnownRows? known)
    {
        this.user = user;
        this.config = config;
        this.seed = seed;
        this.known = known;
        marks = user.TrainMarks;
        parts = new RowPart[marks.Count];
        Array.Fill(parts, Free);
        hasCopies = new BitArray(marks.Count);
        foreach (var (copy, first) in RowCopies.In(marks))
        {
            parts[copy] = RowPart.Copy;
            hasCopies[first] = true;
            copies++;
        }
    }

    /// <summary>The user's examples, split.</summary>
    /// <exception cref="InputException">The user has fewer rows than asked for, or no training row remains.</exception>
    public static UserDataset Of(
        UserRows user, DataConfig config, PromptTemplate template, long seed, IKnownRows? known)
    {
        var split = new UserSplit(user, config, seed, known);
        split.KeepKnown();
        split.TakeTestRows();
        var chosen = split.ChooseLabelled();
        split.TakeValidationRows(chosen);
        split.Give(RowPart.Train, chosen.Where(split.IsFree));
        split.Give(RowPart.Rest, split.RowsOf(Free));
        return split.Dataset(chosen, template);
    }

    /// <summary>How many of the user's distinct rows are for testing.</summary>
    /// <exception cref="InputException">All would be.</exception>
    public static int TestRows(UserRows user, DataConfig config, int distinct)
    {
        if (user.Test is not null || config.TestShare == 0) return 0;

        // 0.07 × 100 is 7.000000000000001: that is seven rows, not eight.
        var count = (int)Math.Ceiling(Math.Round(config.TestShare * distinct, 9));
        if (count < distinct) return count;
        throw new InputException(
            user.TrainSource, $"user \"{user.User}\" has {distinct} rows, all of which would be for testing",
            "more rows or a smaller data.test_share");
    }

    private bool IsFree(int row) => parts[row] == Free;

    private IEnumerable<int> RowsOf(RowPart part) => Enumerable.Range(0, parts.Length).Where(i => parts[i] == part);

    private void Give(RowPart part, IEnumerable<int> rows)
    {
        foreach (var i in rows) parts[i] = part;
    }

    private void KeepKnown()
    {
        if (known?.PartsOf(user.User, marks) is not { } before) return;
        foreach (var i in RowsOf(Free)) parts[i] = before[i] ?? Free;
    }

    /// <summary>By content, rows with copies last: a row that is there twice is better learned from.</summary>
    private void TakeTestRows()
    {
        if (user.Test is not null) return;
        var wanted = TestRows(user, config, marks.Count - copies) - RowsOf(RowPart.Test).Count();
        int[] free = [.. RowsOf(Free)];
        Array.Sort(free, (one, other) => Place(one).CompareTo(Place(other)));
        Give(RowPart.Test, free.Take(wanted));

        (bool, ulong, UInt128) Place(int row) => (hasCopies[row], marks[row].Input, marks[row].Row);
    }

    /// <summary>The rows that training and validation have, in the seed's order.</summary>
    private int[] ChooseLabelled()
    {
        var pinned = RowsOf(RowPart.Train).Concat(RowsOf(RowPart.Validation)).Select(Seeded).ToList();
        RequireEnough(pinned.Count + RowsOf(Free).Count());
        var room = config.ExamplesPerUser == 0 ? int.MaxValue : Math.Max(0, config.ExamplesPerUser - pinned.Count);
        var free = Smallest(RowsOf(Free).Select(Seeded), room);
        return [.. pinned.Concat(free).Order().Select(place => place.Row)];
    }

    private void RequireEnough(int labelled)
    {
        if (known is not null || marks.Count == 0 || config.ExamplesPerUser <= labelled) return;
        var uncounted = copies > 0 ? $", {copies} copies not counted" : "";
        throw new InputException(
            user.TrainSource, $"user \"{user.User}\" has {labelled} labelled rows{uncounted}",
            $"at least data.examples_per_user = {config.ExamplesPerUser}", "lower it, or leave the user out");
    }

    /// <summary>The last of the chosen rows; those with copies are the last to be taken for it.</summary>
    private void TakeValidationRows(int[] chosen)
    {
        if (marks.Count == 0) return;
        var missing = ValidationRows(chosen.Length) - chosen.Count(i => parts[i] == RowPart.Validation);
        var last = chosen.Where(IsFree).Reverse().OrderBy(i => hasCopies[i]).Take(Math.Max(0, missing)).ToList();
        Give(RowPart.Validation, last);
    }

    private int ValidationRows(int rows)
    {
        if (config.Validation == 0) return 0;
        var count = config.Validation < 1
            ? Math.Max(1, (int)Math.Round(config.Validation * rows))
            : (int)config.Validation;
        if (count < rows) return count;
        throw new InputException(
            user.TrainSource,
            string.Create(
                CultureInfo.InvariantCulture,
                $"user \"{user.User}\" has {rows} labelled rows, of which data.validation = {config.Validation} "
                + $"takes {count}"),
            "at least one training row", "lower data.validation or raise data.examples_per_user");
    }

    private UserDataset Dataset(int[] chosen, PromptTemplate template)
    {
        var hasTestFile = user.Test is not null;
        var source = user.Test ?? user.Train;
        var testMarks = hasTestFile ? user.TestMarks : marks;
        int[] test = hasTestFile ? [.. Judged(testMarks)] : [.. RowsOf(RowPart.Test)];
        var examples = new RowExamples(user, template);
        return new UserDataset(
            user.User,
            [.. chosen.Where(i => parts[i] == RowPart.Train).Select(Labelled)],
            [.. chosen.Where(i => parts[i] == RowPart.Validation).Select(Labelled)],
            new LazyList<Example>(
                test.Length, i => examples.Of(source[test[i]], testMarks[test[i]], user.TestSource)))
        {
            Labelled = marks,
            Parts = parts,
            TestMarks = new LazyList<RowMark>(test.Length, i => testMarks[test[i]]),
            TestInputs = new LazyList<UInt128>(test.Length, i => UserRows.InputOf(source, test[i])),
            HasTestFile = hasTestFile,
            LeftOut = (user.Test?.Count ?? test.Length) - test.Length,
        };

        Example Labelled(int row) => examples.Of(user.Train[row], marks[row], user.TrainSource);
    }

    /// <summary>Rows of the test file that may be judged by.</summary>
    private IEnumerable<int> Judged(IReadOnlyList<RowMark> testMarks)
    {
        var judged = known?.AreJudged(user.User, testMarks);
        return Enumerable.Range(0, testMarks.Count).Where(i => judged is null || judged[i]);
    }

    private (UInt128 Input, UInt128 Whole, int Row) Seeded(int row) =>
        (Seeded(UserRows.InputOf(user.Train, row)), Seeded(marks[row].Row), row);

    private UInt128 Seeded(UInt128 key)
    {
        Span<byte> bytes = stackalloc byte[24];
        BinaryPrimitives.WriteInt64BigEndian(bytes, seed);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[8..], key);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
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
}
