using System.Globalization;
using Colora.Data;
using Colora.Evaluation;
using Colora.Formats;

namespace Colora.Runs;

/// <summary>
/// Which rows a file of results holds, in its order: results are paired row by row only where both files hold the same
/// rows.
/// </summary>
/// <param name="Path">The file, for the message.</param>
/// <param name="Rows">Key of each row.</param>
internal sealed record JudgedRows(string Path, IReadOnlyList<UInt128> Rows)
{
    /// <summary>The rows of predictions: user, prompt and accepted answers.</summary>
    public static JudgedRows Of(string path, IEnumerable<Prediction> predictions) =>
        new(path, [.. predictions.Select(row => RowKey.Hash([row.User, row.Prompt, .. row.References]))]);

    /// <summary>Rows of which only a digest was kept.</summary>
    public static JudgedRows OfDigest(string path, string digest) =>
        UInt128.TryParse(digest, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var rows)
        ? new JudgedRows(path, [rows])
        : throw new InputException(
            path, $"rows \"{digest}\"", "the digest of rows that colora compare has written", "delete the file");

    /// <summary>A digest of the rows and their order.</summary>
    public string Digest() =>
        RowKey.Hash([.. Rows.Select(row => $"{row:x32}")]).ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>Refuses files that do not hold the same rows in the same order.</summary>
    /// <exception cref="InputException">They do not; names the first row that differs.</exception>
    public static void RequireSame(IEnumerable<JudgedRows> files)
    {
        JudgedRows? first = null;
        foreach (var file in files)
        {
            first ??= file;
            if (file.Rows.SequenceEqual(first.Rows)) continue;
            var at = Enumerable.Range(0, Math.Min(first.Rows.Count, file.Rows.Count)).FirstOrDefault(
                i => first.Rows[i] != file.Rows[i], Math.Min(first.Rows.Count, file.Rows.Count));
            throw new InputException(
                $"{file.Path}:{at + 1}",
                $"{file.Rows.Count} rows, of which this is the first that is not the same in {first.Path} "
                    + $"({first.Rows.Count} rows)",
                "the same rows in the same order, else nothing can be paired",
                "delete the folder of the run that was written with other rows");
        }
    }
}
