using System.Text;
using System.Text.Json;
using Colora.Formats;
using Colora.Formats.Jsonl;

namespace Colora.Runs;

/// <summary><c>metrics.jsonl</c>: rows are appended as they come; a resumed run first drops those after its checkpoint.</summary>
public sealed class MetricsLog : IDisposable
{
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
            .Where(row => row.Value.TryGetProperty("loss", out _))
            .Select(row => (row.Value.GetProperty("step").GetInt64(), row.Value.GetProperty("loss").GetDouble()))
            .ToList();

    /// <summary>Rows and tokens that all steps in the log saw.</summary>
    public static (long Rows, long Tokens) ReadVisits(string path)
    {
        long rows = 0, tokens = 0;
        foreach (var row in JsonlReader.Read(path))
        {
            if (row.Value.TryGetProperty("rows", out var seen)) rows += seen.GetInt64();
            if (row.Value.TryGetProperty("tokens", out seen)) tokens += seen.GetInt64();
        }

        return (rows, tokens);
    }

    /// <summary>Mean validation losses in the log, by steps done.</summary>
    public static IReadOnlyList<(long Step, double Loss)> ReadValidation(string path) =>
        JsonlReader.Read(path)
            .Where(row => row.Value.TryGetProperty("validation_mean", out _))
            .Select(row => (row.Value.GetProperty("step").GetInt64() + 1, row.Value.GetProperty("validation_mean").GetDouble()))
            .ToList();

    /// <summary>Appends a row.</summary>
    public void Append<T>(T row)
    {
        stream.Write(JsonSerializer.SerializeToUtf8Bytes(row, RunJson.Row));
        stream.WriteByte((byte)'\n');
        stream.Flush();
    }

    /// <inheritdoc />
    public void Dispose() => stream.Dispose();

    private static bool TryStep(string line, out long step)
    {
        step = 0;
        try
        {
            using var row = JsonDocument.Parse(line);
            return row.RootElement.TryGetProperty("step", out var value) && value.TryGetInt64(out step);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
