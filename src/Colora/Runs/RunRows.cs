using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Colora.Data;
using Colora.Engine;
using Colora.Formats;
using Colora.Formats.Jsonl;

namespace Colora.Runs;

/// <summary>
/// Content of a run's <c>rows.jsonl</c>: which row went where, by fingerprints of 8 bytes. They are salted by the run,
/// so that the same row has another fingerprint in another run; still, who holds the file can test a guess, so it stays
/// with the run and no export holds it.
/// </summary>
internal sealed class RunRows : IKnownRows
{
    /// <summary>
    /// A line is read as a whole: one of 2,000 rows stays out of the heap of large objects, which grows by hundreds of
    /// megabytes before it is swept.
    /// </summary>
    private const int RowsOfLine = 2_000;

    private const int SaltBytes = 16, MostPending = 1 << 15;
    private const string Letters = "-tvec", Labelled = "labelled", Test = "test", Inputs = "inputs", Gone = "gone";

    private static readonly RowPart[] PartOfLetter =
        [RowPart.Rest, RowPart.Train, RowPart.Validation, RowPart.Test, RowPart.Copy];

    private readonly byte[] salt;
    private readonly OrderedDictionary<string, UserFingerprints> users = [];
    private HashSet<ulong>? inputs;

    private RunRows(byte[] salt) => this.salt = salt;

    /// <summary>Names of the users.</summary>
    public IReadOnlyList<string> Users => users.Keys;

    /// <summary>A user's fingerprints; none = no such user.</summary>
    public UserFingerprints? this[string user] => users.GetValueOrDefault(user);

    /// <summary>Fingerprints of rows that are split.</summary>
    /// <param name="split">The rows.</param>
    /// <param name="seed">The run's seed: with the rows it makes the salt, so that the same run has the same
    /// bytes.</param>
    /// <param name="before">What was known before: rows that were learned from stay known although they have left their
    /// file.</param>
    public static RunRows Of(IReadOnlyList<UserDataset> split, long seed, RunRows? before = null)
    {
        var content = string.Concat(split.Select(user => $"{user.User} {RowHashes.Of(user)}\n"));
        var rows = new RunRows(before?.salt
            ?? SHA256.HashData(Encoding.UTF8.GetBytes($"rows of {seed}\n{content}"))[..SaltBytes]);
        foreach (var user in split)
        {
            var own = rows.FingerprintsOf(user);
            if (before?[user.User] is { } earlier) KeepLearned(own, earlier);
            rows.users.Add(user.User, own);
        }

        return rows;
    }

    private UserFingerprints FingerprintsOf(UserDataset user)
    {
        // Fingerprints of whole files are made while they are written.
        var test = user.HasTestFile ? Fingerprints(user.TestMarks) : null;
        var own = new UserFingerprints(Fingerprints(user.Labelled), user.Parts, test);
        var inputs = user.Train.Concat(user.Validation).ToDictionary(row => row.Key.Row, row => row.Key.Input);
        var learned = user.MarksOf(RowPart.Train, RowPart.Validation);
        own.Inputs.AddRange(learned.Select(mark => Fingerprint(inputs[mark.Row])));
        return own;
    }

    /// <summary>Rows that were learned from before stay known.</summary>
    private static void KeepLearned(UserFingerprints own, UserFingerprints earlier)
    {
        var still = own.Learned().ToHashSet();
        own.Gone.AddRange(earlier.Learned().Where(row => !still.Contains(row)).Distinct());
        own.Inputs.AddRange(earlier.Inputs.Except([.. own.Inputs]));
    }

    /// <summary>Reads a run's file; of the rows of whole files their parts alone are held.</summary>
    /// <exception cref="InputException">Missing or damaged.</exception>
    public static RunRows Read(string path)
    {
        RunRows? rows = null;
        foreach (var (line, place) in RunJson.EachRow<FingerprintLine>(path))
        {
            var where = $"{path}:{place.Line}";
            if (rows is not null) rows.Add(line, path, place);
            else rows = line.Salt?.Length == 2 * SaltBytes
                ? new RunRows(StoredFingerprints.Bytes(line.Salt, where))
                : throw new InputException(
                    where, "no salt", $"a salt of {SaltBytes} bytes in hexadecimal digits", StoredFingerprints.Remedy);
        }

        if (rows is null)
            throw new InputException(path, "no rows", "the fingerprints of a run's rows", StoredFingerprints.Remedy);
        ManagedHeap.GiveBackAfter(rows.users.Values.Sum(user => (long)user.Labelled.Count));
        return rows;
    }

    /// <summary>Writes the file, row by row.</summary>
    public void Write(string path) => AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = RunJson.Row.Encoder });
        WriteLine(json, stream, () => json.WriteString("salt", Convert.ToHexStringLower(salt)));
        foreach (var (name, user) in users)
        {
            WriteRows(json, stream, name, Labelled, user.Labelled, user.Parts);
            WriteRows(json, stream, name, Test, user.Test ?? []);
            WriteRows(json, stream, name, Inputs, user.Inputs);
            WriteRows(json, stream, name, Gone, user.Gone);
        }
    });

    /// <summary>Fingerprint of what a row, or its input, says.</summary>
    public ulong Fingerprint(UInt128 key)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, key);
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(salt, bytes, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    /// <summary>Whether users' rows, as read, are these and no others.</summary>
    public bool Hold(IReadOnlyList<UserRows> read) =>
        read.Count > 0
            && read
                .All(user => this[user.User] is { } own
                    && Same(user.TrainMarks, own.Labelled)
                    && Same(user.TestMarks, own.Test ?? []));

    /// <inheritdoc />
    public IReadOnlyList<RowPart?> PartsOf(string user, IReadOnlyList<RowMark> labelled) =>
        this[user]?.PartsOf(Fingerprints(labelled)) ?? new LazyList<RowPart?>(labelled.Count, _ => null);

    /// <inheritdoc />
    public IReadOnlyList<bool> AreJudged(string user, IReadOnlyList<RowMark> tests) =>
        this[user]?.AreJudged(Fingerprints(tests)) ?? new LazyList<bool>(tests.Count, _ => true);

    /// <summary>What test rows have in common with the rows that the run has learned from.</summary>
    public IReadOnlyList<UserOverlap> OverlapWith(IReadOnlyList<UserDataset> judged) =>
        [.. judged.Select(OverlapWith).Where(user => user.IsAny)];

    private UserOverlap OverlapWith(UserDataset user)
    {
        var own = this[user.User];
        HashSet<ulong> mine = [.. own?.Inputs ?? []];
        inputs ??= [.. users.Values.SelectMany(each => each.Inputs)];
        int trained = 0, validated = 0, ownInputs = 0, others = 0;
        foreach (var (mark, whole) in user.TestMarks.Zip(user.TestInputs))
        {
            var part = own?.LearnedAs(Fingerprint(mark.Row));
            if (part == RowPart.Train) trained++;
            if (part == RowPart.Validation) validated++;
            var input = Fingerprint(whole);
            if (mine.Contains(input)) ownInputs++;
            else if (inputs.Contains(input)) others++;
        }

        var testCopies = UserOverlap.CopiesIn(user.TestMarks);
        return new UserOverlap(
            user.User, user.TestMarks.Count, user.Copies, testCopies, trained, validated, ownInputs, others, Shared: 0);
    }

    private void Add(FingerprintLine line, string path, RowPlace place)
    {
        var where = $"{path}:{place.Line}";
        var name = UserName.Check(line.User ?? "", where);
        if (!users.TryGetValue(name, out var user)) users.Add(name, user = new UserFingerprints(path));
        switch (line.File)
        {
            case Labelled:
                AddLabelled(user, line, place, where);
                break;
            case Test:
                user.AddTest(line, place);
                break;
            case Inputs:
                user.Inputs.AddRange(StoredFingerprints.Parse(line, where));
                break;
            case Gone:
                user.Gone.AddRange(StoredFingerprints.Parse(line, where));
                break;
            default:
                throw new InputException(
                    where, "rows of no known kind", $"{Labelled}, {Test}, {Inputs} or {Gone}",
                    StoredFingerprints.Remedy);
        }
    }

    private static void AddLabelled(UserFingerprints user, FingerprintLine line, RowPlace place, string where)
    {
        var letters = line.Parts ?? "";
        if (letters.All(letter => Letters.Contains(letter))
            && user.Add(line, place, letters.Select(letter => PartOfLetter[Letters.IndexOf(letter)])))
        {
            return;
        }

        throw new InputException(
            where, "parts that do not fit the rows", $"one of {Letters} for each row", StoredFingerprints.Remedy);
    }

    private LazyList<ulong> Fingerprints(IReadOnlyList<RowMark> rows) => new(rows.Count, i => Fingerprint(rows[i].Row));

    private bool Same(IReadOnlyList<RowMark> read, IReadOnlyList<ulong> known) =>
        read.Count == known.Count && Fingerprints(read).SequenceEqual(known);

    private static void WriteRows(
        Utf8JsonWriter json, Stream stream, string user, string file, IReadOnlyList<ulong> rows,
        IReadOnlyList<RowPart>? parts = null)
    {
        for (var from = 0; from < rows.Count; from += RowsOfLine)
        {
            var (start, end) = (from, Math.Min(from + RowsOfLine, rows.Count));
            WriteLine(json, stream, () =>
            {
                json.WriteString("user", user);
                json.WriteString("file", file);
                WriteDigits(json, rows, start, end);
                if (parts is null) return;
                var letters = new char[end - start];
                for (var i = start; i < end; i++) letters[i - start] = Letters[Array.IndexOf(PartOfLetter, parts[i])];
                json.WriteString("parts", letters);
            });
        }
    }

    /// <summary>One string of all rows, piece by piece: it may be larger than what the writer holds.</summary>
    private static void WriteDigits(Utf8JsonWriter json, IReadOnlyList<ulong> rows, int start, int end)
    {
        json.WritePropertyName("rows");
        Span<byte> digits = stackalloc byte[16];
        for (var i = start; i < end; i++)
        {
            rows[i].TryFormat(digits, out _, "x16", CultureInfo.InvariantCulture);
            json.WriteStringValueSegment(digits, isFinalSegment: i == end - 1);
            if (json.BytesPending > MostPending) json.Flush();
        }
    }

    private static void WriteLine(Utf8JsonWriter json, Stream stream, Action write)
    {
        json.WriteStartObject();
        write();
        json.WriteEndObject();
        json.Flush();
        json.Reset();
        stream.WriteByte((byte)'\n');
    }
}
