using System.Runtime.InteropServices;
using System.Text.Json;
using Colora.Formats;
using Tokenizers.DotNet;

namespace Colora.Tokenization;

/// <summary>
/// Hugging Face's engine, loaded so that it adds and drops nothing by itself: without post-processor, truncation and
/// padding, and with no added token marked special (the mark has no part in encoding; in decoding it would always leave
/// the token out).
/// </summary>
internal sealed class NativeEngine : IDisposable
{
    private const string TemporaryName = "colora-engine-";

    private static readonly Lazy<bool> Swept = new(() =>
    {
        Draft.SweepAll(
            Path.GetTempPath(), name => name.StartsWith(TemporaryName, StringComparison.Ordinal), isLocked: false,
            recursive: false);
        return true;
    });

    private readonly Tokenizer _engine;

    private NativeEngine(Tokenizer engine) => _engine = engine;

    /// <summary>Loads the engine from the root element of a tokenizer.json.</summary>
    /// <param name="root">The file.</param>
    /// <param name="isPlain">Whether it is to know no added tokens.</param>
    /// <param name="isInside">Whether it is to put no word-boundary blank before a text: for what stands inside a
    /// longer one.</param>
    /// <exception cref="TokenizerException">The engine refuses the file.</exception>
    public static NativeEngine Load(JsonElement root, bool isPlain = false, bool isInside = false)
    {
        // The engine reads from a path only. A process that is killed meanwhile leaves the file to the next one.
        _ = Swept.Value;
        var path = Draft.Begin(Path.Combine(Path.GetTempPath(), TemporaryName + Guid.NewGuid().ToString("N")));
        try
        {
            using var held = WritePrivately(path, root, isPlain, isInside);
            return new NativeEngine(new Tokenizer(path));
        }
        finally
        {
            File.Delete(path);
            Draft.End(path);
        }
    }

    /// <summary>Ids of a well-formed text.</summary>
    public int[] Encode(string text) => MemoryMarshal.Cast<uint, int>(_engine.Encode(text).AsSpan()).ToArray();

    /// <summary>Text of ids that are all in the vocabulary.</summary>
    public string Decode(ReadOnlySpan<int> ids) =>
        ids.IsEmpty ? "" : _engine.Decode(MemoryMarshal.Cast<int, uint>(ids).ToArray());

    public void Dispose() => _engine.Dispose();

    /// <summary>
    /// Writes a file that is this user's alone, and keeps it open, by which others see that it is in use.
    /// </summary>
    private static FileStream WritePrivately(string path, JsonElement root, bool isPlain, bool isInside)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var stream = new FileStream(path, options);
        try
        {
            using (var writer = new Utf8JsonWriter(stream)) WriteNeutral(root, writer, isPlain, isInside);
            stream.Flush();
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static void WriteNeutral(JsonElement root, Utf8JsonWriter writer, bool isPlain, bool isInside)
    {
        writer.WriteStartObject();
        foreach (var property in root.EnumerateObject())
        {
            writer.WritePropertyName(property.Name);
            if (property.Name is "post_processor" or "truncation" or "padding") writer.WriteNullValue();
            else if (property.Name == "added_tokens" && isPlain) writer.WriteRawValue("[]");
            else if (property.Name is "normalizer" or "pre_tokenizer" && isInside)
                LeadingBlank.WriteWithout(property.Value, writer);
            else if (property.Name == "added_tokens" && property.Value.ValueKind == JsonValueKind.Array)
                WriteUnmarked(property.Value, writer);
            else writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(property.Value), skipInputValidation: true);
        }

        writer.WriteEndObject();
    }

    private static void WriteUnmarked(JsonElement tokens, Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var token in tokens.EnumerateArray())
        {
            writer.WriteStartObject();
            foreach (var property in token.EnumerateObject())
            {
                if (property.Name == "special") writer.WriteBoolean("special", false);
                else property.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
