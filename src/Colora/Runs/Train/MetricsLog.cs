using System.Text;
using System.Text.Json;
using Colora.Formats;
using Colora.Formats.Jsonl;

namespace Colora.Runs.Train;

/// <summary><c>metrics.jsonl</c>: rows are appended as they come; a resumed run first drops those after its checkpoint.</summary>
public sealed class MetricsLog : IDisposable
{
    private static readonly string[] Numbers = ["loss", "seconds", "validation_mean"], Counts = ["rows", "tokens", "down", "up"];

    private readonly FileStream stream;
    private readonly List<double> losses = [];

    private MetricsLog(FileStream stream) => this.stream = stream;

    /// <summary>Losses of all steps in the log.</summary>
    public IReadOnlyList<double> Losses => losses;

    /// <summary>Rows that all steps in the log saw.</summary>
    public long Rows { get; private set; }

    /// <summary>Tokens that all steps in the log saw.</summary>
    public long Tokens { get; private set; }

    /// <summary>Seconds of all steps in the log.</summary>
    public double Seconds { get; private set; }

    /// <summary>Opens the log for a run whose next step has the given number.</summary>
    public static MetricsLog Open(string path, long nextStep)
    {
        var kept = new StringBuilder();
        var rows = new List<JsonElement>();
        if (File.Exists(path) && nextStep > 0)
        {
            foreach (var line in File.ReadLines(path))
            {
                // The last line may be cut where the run was killed.
                if (TryRow(line, out var row, out var step) && step < nextStep)
                {
                    kept.Append(line).Append('\n');
                    rows.Add(row);
                }
            }
        }

        // A kill between emptying the file and filling it again would lose rows that the checkpoint relies on.
        AtomicFile.WriteText(path, kept.ToString());
        var log = new MetricsLog(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read));
        rows.ForEach(log.Count);
        return log;
    }

    /// <summary>Losses of all steps in the log, by step.</summary>
    public static IReadOnlyList<(long Step, double Loss)> ReadLosses(string path) =>
        JsonlReader.Read(path)
            .Where(row => row.Has("loss"))
            .Select(row => (row.Whole(path, "step"), row.Real(path, "loss")))
            .ToList();

    /// <summary>Mean validation losses in the log, by steps done.</summary>
    public static IReadOnlyList<(long Step, double Loss)> ReadValidation(string path) =>
        JsonlReader.Read(path)
            .Where(row => row.Has("validation_mean"))
            .Select(row => (row.Whole(path, "step") + 1, row.Real(path, "validation_mean")))
            .ToList();

    /// <summary>The lowest mean validation loss in the log.</summary>
    /// <exception cref="InputException">There is none: the file is damaged.</exception>
    public static double BestValidation(string path) => ReadValidation(path) is { Count: > 0 } points ? points.Min(point => point.Loss)
        : throw new InputException(path, "no row of a validation", "one or more with \"validation_mean\"", "the file is damaged: remove the run, and it is made again");

    /// <summary>Appends a row.</summary>
    public void Append<T>(T row)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(row, RunJson.Row);
        stream.Write(bytes);
        stream.WriteByte((byte)'\n');
        stream.Flush();
        Count(JsonElement.Parse(bytes));
    }

    /// <summary>Makes the rows durable: a checkpoint relies on those before it.</summary>
    public void FlushToDisk() => stream.Flush(flushToDisk: true);

    /// <inheritdoc />
    public void Dispose() => stream.Dispose();

    /// <summary>Whether a line is a row that the run can be summed up from at its end.</summary>
    private static bool TryRow(string line, out JsonElement row, out long step)
    {
        (row, step) = (default, 0);
        try
        {
            var read = row = JsonElement.Parse(line);
            return read.ValueKind == JsonValueKind.Object
                && read.TryGetProperty("step", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out step)
                && Numbers.All(name => !read.TryGetProperty(name, out var number) || number.ValueKind == JsonValueKind.Number)
                && Counts.All(name => !read.TryGetProperty(name, out var number) || number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out _));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Adds a row to the sums, which a run's end then need not read from the file.</summary>
    private void Count(JsonElement row)
    {
        if (row.TryGetProperty("loss", out var loss)) losses.Add(loss.GetDouble());
        if (row.TryGetProperty("rows", out var rows)) Rows += rows.GetInt64();
        if (row.TryGetProperty("tokens", out var tokens)) Tokens += tokens.GetInt64();
        if (row.TryGetProperty("seconds", out var seconds)) Seconds += seconds.GetDouble();
    }
}
