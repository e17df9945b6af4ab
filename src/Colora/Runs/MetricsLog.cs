using System.Text;
using System.Text.Json;
using Colora.Formats;
using Colora.Formats.Jsonl;

namespace Colora.Runs;

/// <summary><c>metrics.jsonl</c>: rows are appended as they come; a resumed run first drops those after its checkpoint.</summary>
public sealed class MetricsLog : IDisposable
{
    private static readonly string[] Numbers = ["loss", "seconds", "validation_mean"], Counts = ["rows", "tokens", "down", "up"];

    private readonly FileStream stream;

    private MetricsLog(FileStream stream) => this.stream = stream;

    /// <summary>Opens the log for a run whose next step has the given number.</summary>
    public static MetricsLog Open(string path, long nextStep)
    {
        var kept = new StringBuilder();
        if (File.Exists(path) && nextStep > 0)
        {
            foreach (var line in File.ReadLines(path))
            {
                // The last line may be cut where the run was killed.
                if (TryStep(line, out var step) && step < nextStep) kept.Append(line).Append('\n');
            }
        }

        // A kill between emptying the file and filling it again would lose rows that the checkpoint relies on.
        AtomicFile.WriteText(path, kept.ToString());
        return new MetricsLog(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read));
    }

    /// <summary>Losses of all steps in the log, by step.</summary>
    public static IReadOnlyList<(long Step, double Loss)> ReadLosses(string path) =>
        JsonlReader.Read(path)
            .Where(row => row.Has("loss"))
            .Select(row => (row.Whole(path, "step"), row.Real(path, "loss")))
            .ToList();

    /// <summary>Rows and tokens that all steps in the log saw.</summary>
    public static (long Rows, long Tokens) ReadVisits(string path)
    {
        long rows = 0, tokens = 0;
        foreach (var row in JsonlReader.Read(path))
        {
            if (row.Has("rows")) rows += row.Whole(path, "rows");
            if (row.Has("tokens")) tokens += row.Whole(path, "tokens");
        }

        return (rows, tokens);
    }

    /// <summary>Mean validation losses in the log, by steps done.</summary>
    public static IReadOnlyList<(long Step, double Loss)> ReadValidation(string path) =>
        JsonlReader.Read(path)
            .Where(row => row.Has("validation_mean"))
            .Select(row => (row.Whole(path, "step") + 1, row.Real(path, "validation_mean")))
            .ToList();

    /// <summary>Seconds of all steps in the log.</summary>
    public static double ReadSeconds(string path) => JsonlReader.Read(path).Sum(row => row.Has("seconds") ? row.Real(path, "seconds") : 0);

    /// <summary>Appends a row.</summary>
    public void Append<T>(T row)
    {
        stream.Write(JsonSerializer.SerializeToUtf8Bytes(row, RunJson.Row));
        stream.WriteByte((byte)'\n');
        stream.Flush();
    }

    /// <summary>Makes the rows durable: a checkpoint relies on those before it.</summary>
    public void FlushToDisk() => stream.Flush(flushToDisk: true);

    /// <inheritdoc />
    public void Dispose() => stream.Dispose();

    /// <summary>Whether a line is a row that the run can be summed up from at its end.</summary>
    private static bool TryStep(string line, out long step)
    {
        step = 0;
        try
        {
            using var row = JsonDocument.Parse(line);
            return row.RootElement.ValueKind == JsonValueKind.Object
                && row.RootElement.TryGetProperty("step", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out step)
                && Numbers.All(name => !row.RootElement.TryGetProperty(name, out var number) || number.ValueKind == JsonValueKind.Number)
                && Counts.All(name => !row.RootElement.TryGetProperty(name, out var number) || number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out _));
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
