using System.Text.Encodings.Web;
using System.Text.Json;

namespace Colora.Formats.Jsonl;

/// <summary>Writes JSON lines: UTF-8 without a byte-order mark, one object a line, LF.</summary>
public static class JsonlWriter
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Writes <paramref name="path"/> atomically; <paramref name="writeRow"/> writes exactly one object for each row.
    /// </summary>
    /// <exception cref="InputException">The path cannot be written.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="writeRow"/> wrote no complete object.</exception>
    public static void Write<T>(string path, IEnumerable<T> rows, Action<Utf8JsonWriter, T> writeRow) =>
        AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream, Plain);
        foreach (var row in rows)
        {
            writeRow(json, row);
            if (json.CurrentDepth != 0 || json.BytesCommitted + json.BytesPending == 0)
                throw new InvalidOperationException("a row was written that is not one complete object");
            json.Flush();
            stream.WriteByte((byte)'\n');
            json.Reset();
        }
    });

    /// <summary>Writes JSON objects as they are, blanks between tokens dropped.</summary>
    /// <exception cref="InputException">The path cannot be written.</exception>
    public static void Write(string path, IEnumerable<JsonElement> rows) =>
        Write(path, rows, (json, row) => row.WriteTo(json));
}
