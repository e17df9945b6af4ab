using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Colora.Formats;
using Colora.Formats.HuggingFace;
using Tokenizers.DotNet;

namespace Colora.Tokenization;

/// <summary>
/// A tokenizer read from a Hugging Face model folder, over Hugging Face's own engine (crate tokenizers 0.22.2). Serves
/// all threads at once.
/// </summary>
public sealed class HuggingFaceTokenizer : ITokenizer, IDisposable
{
    private const string FileName = TokenizerFile.FileName;

    // The engine's patterns give up, and end the process, after ten million retries; and it takes up to 280 bytes a
    // character while it works (a text of line ends, each a word of its own), which a text of a stranger may not make
    // more than 64 MiB of.
    private const int LongestText = 200_000;

    private readonly string _folder;
    private readonly string _path;
    private readonly NativeEngine _engine;
    private readonly Vocabulary _vocabulary;
    private readonly SpecialTokenTemplate _template;
    private readonly DecoderShape _decoder;
    private readonly Lazy<NativeEngine> _plain;
    private readonly Lazy<NativeEngine> _plainInside;

    private HuggingFaceTokenizer(string folder, NativeEngine engine, JsonElement root, SpecialTokenSettings settings)
    {
        _folder = folder;
        _path = Path.Combine(folder, FileName);
        _engine = engine;
        _vocabulary = Vocabulary.Of(root);
        _decoder = DecoderShape.Of(Part(root, "decoder"));
        BosId = settings.IdOf("bos", _vocabulary);
        EosId = settings.IdOf("eos", _vocabulary);
        PadId = settings.IdOf("pad", _vocabulary);
        UnknownId = settings.IdOf("unk", _vocabulary) ?? ModelUnknown(Part(root, "model"));
        AddsLeadingBlank = LeadingBlank.IsAdded(Part(root, "normalizer"))
            || LeadingBlank.IsAdded(Part(root, "pre_tokenizer"));
        _template = settings.Template(SpecialTokenTemplate.Of(Part(root, "post_processor")), BosId, EosId);
        var added = _template.Before.Concat(_template.After);
        if (added.FirstOrDefault(id => TokenOf(id) is null, -1) is var unknown and not -1)
            throw new FormatException($"post_processor adds id {unknown}, which no token has");
        _plain = new(() => LoadPlain(isInside: false));
        _plainInside = new(() => AddsLeadingBlank ? LoadPlain(isInside: true) : _plain.Value);
    }

    /// <inheritdoc/>
    public int VocabularySize => _vocabulary.Size;

    /// <inheritdoc/>
    public int? BosId { get; }

    /// <inheritdoc/>
    public int? EosId { get; }

    /// <inheritdoc/>
    public int? PadId { get; }

    /// <inheritdoc/>
    public int? UnknownId { get; }

    /// <inheritdoc/>
    public bool AddsLeadingBlank { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> Before => _template.Before;

    /// <inheritdoc/>
    public IReadOnlyList<AddedToken> AddedTokens => _vocabulary.Added;

    /// <summary>
    /// Reads <c>tokenizer.json</c> of <paramref name="modelFolder"/> and, where present, tokenizer_config.json,
    /// special_tokens_map.json, generation_config.json and config.json for the special tokens. Truncation and padding
    /// blocks are ignored.
    /// </summary>
    /// <exception cref="InputException">tokenizer.json is missing or broken, or a file beside it is not
    /// JSON.</exception>
    public static HuggingFaceTokenizer Load(string modelFolder)
    {
        var path = Path.Combine(modelFolder, FileName);
        var root = TokenizerFile.Read(modelFolder);
        var settings = SpecialTokenSettings.Load(modelFolder);
        NativeEngine? engine = null;
        try
        {
            TokenizerFileCheck.Validate(root);
            engine = NativeEngine.Load(root);
            return new HuggingFaceTokenizer(modelFolder, engine, root, settings);
        }
        catch (Exception e) when (e is TokenizerException
            or FormatException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            engine?.Dispose();
            throw new InputException(
                path, $"is not a usable tokenizer ({e.Message})", "", "copy the file anew from the model's source", e);
        }
        catch (Exception e) when (e is DllNotFoundException
            or TypeInitializationException { InnerException: DllNotFoundException })
        {
            throw new InputException(
                "tokenizers", $"no native tokenizer library for this system ({RuntimeInformation.RuntimeIdentifier})",
                "a package with one, such as Tokenizers.DotNet.runtime.linux-x64, referenced by the application",
                "add it to the project of the program", e);
        }
    }

    /// <inheritdoc/>
    public int[] Encode(string text) => Encode(_engine, text);

    /// <inheritdoc/>
    public int[] Encode(IReadOnlyList<TextPiece> pieces)
    {
        List<int> ids = [];
        var isInside = false;
        foreach (var (text, isPlain) in pieces)
        {
            if (text.Length == 0) continue;
            if (isPlain) ids.AddRange(EncodePlain(text, isInside));
            else if (isInside && AddsLeadingBlank) ids.AddRange(EncodeInside(text));
            else ids.AddRange(Encode(text));
            isInside = true;
        }

        return [.. ids];
    }

    /// <inheritdoc/>
    public int[] EncodeWithSpecial(string text) => _template.Apply(Encode(text));

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecial = true)
    {
        var kept = new List<int>(ids.Length);
        foreach (var id in ids)
        {
            if (IsDecoded(id, skipSpecial)) kept.Add(id);
        }

        return DecodeKept(kept);
    }

    /// <inheritdoc/>
    public string? TokenOf(int id) => _vocabulary.TokenOf(id);

    /// <inheritdoc/>
    public int? IdOf(string token) => _vocabulary.IdOf(token);

    /// <inheritdoc/>
    public bool IsSpecial(int id) => _vocabulary.IsSpecial(id);

    /// <inheritdoc/>
    public StreamingDecoder NewStream(bool skipSpecial = true) => _decoder.Reach switch
    {
        DecoderReach.Bytes =>
            new ByteStream(id => IsDecoded(id, skipSpecial) ? ByteAlphabet.BytesOf(TokenOf(id)!) : null),
        DecoderReach.Token => new WindowStream(DecodeKept, id => IsDecoded(id, skipSpecial), IsByte),
        _ => new WholeStream(ids => Decode(CollectionsMarshal.AsSpan(ids), skipSpecial)),
    };

    /// <summary>Frees the engine. No other thread may still be encoding or decoding.</summary>
    public void Dispose()
    {
        _engine.Dispose();
        if (_plain.IsValueCreated) _plain.Value.Dispose();
        if (_plainInside.IsValueCreated && AddsLeadingBlank) _plainInside.Value.Dispose();
    }

    private int[] Encode(NativeEngine engine, string text)
    {
        if (text.Length > LongestText)
        {
            throw new InputException(
                "a text", $"{text.Length} characters long", $"at most {LongestText} in one text",
                "shorten it, or make several rows of it");
        }

        try
        {
            return engine.Encode(WellFormed(text));
        }
        catch (TokenizerException e)
        {
            throw new InputException(
                _path, $"cannot encode a text ({e.Message})", "a model with an unknown token or byte fallback", "", e);
        }
    }

    /// <summary>
    /// A piece as mere text. A vocabulary may hold a special token as a word of its own: then the piece is encoded
    /// letter by letter.
    /// </summary>
    private int[] EncodePlain(string text, bool isInside)
    {
        var ids = Encode((isInside ? _plainInside : _plain).Value, text);
        if (!ids.Any(IsReserved)) return ids;
        List<int> letters = [];
        foreach (var rune in text.EnumerateRunes())
        {
            letters.AddRange(
                Encode((isInside || letters.Count > 0 ? _plainInside : _plain).Value, rune.ToString())
                    .Where(id => !IsReserved(id)));
        }

        return [.. letters];
    }

    private bool IsReserved(int id) => id == BosId || id == EosId || id == PadId || (IsSpecial(id) && id != UnknownId);

    /// <summary>
    /// What stands before the first added token takes no blank in front; the engine starts afresh after it, as it does
    /// within a whole text.
    /// </summary>
    private int[] EncodeInside(string text)
    {
        var (first, token) = (text.Length, (AddedToken?)null);
        foreach (var added in AddedTokens)
        {
            var at = text.IndexOf(added.Content, StringComparison.Ordinal);
            if (at >= 0 && at < first) (first, token) = (at, added);
        }

        var head = text[..first];
        if (token?.TakesBlanksBefore == true) head = head.TrimEnd();
        return
        [
            .. head.Length > 0 ? Encode(_plainInside.Value, head) : [],
            .. head.Length < text.Length ? Encode(text[head.Length..]) : [],
        ];
    }

    private NativeEngine LoadPlain(bool isInside) =>
        NativeEngine.Load(TokenizerFile.Read(_folder), isPlain: true, isInside);

    private bool IsDecoded(int id, bool skipSpecial) => TokenOf(id) is not null && !(skipSpecial && IsSpecial(id));

    private string DecodeKept(List<int> ids) => _engine.Decode(CollectionsMarshal.AsSpan(ids));

    // "<0x0A>": two hexadecimal digits.
    private bool IsByte(int id) =>
        _decoder.FusesBytes
            && TokenOf(id) is { Length: 6 } token
            && token.StartsWith("<0x", StringComparison.Ordinal)
            && token[5] == '>'
        && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _);

    private int? ModelUnknown(JsonElement model)
    {
        if (model.TryGetProperty("unk_token", out var token) && token.ValueKind == JsonValueKind.String)
            return IdOf(token.GetString()!);
        return model.TryGetProperty("unk_id", out var id)
            && id.ValueKind == JsonValueKind.Number ? id.GetInt32() : null;
    }

    private static JsonElement Part(JsonElement root, string name) =>
        root.TryGetProperty(name, out var part) ? part : default;

    // The engine's boundary takes valid UTF-16 only.
    private static string WellFormed(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            // EnumerateRunes gives U+FFFD for a lone surrogate: one copy then mends all of them.
            if (rune.Value == 0xFFFD) return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        }

        return text;
    }
}
