using System.Text.Json;

namespace Colora.Tokenization;

/// <summary>
/// Tokens and ids of a tokenizer.json: the model's vocabulary and the added tokens, with the ids that the engine gives
/// them.
/// </summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _ids = [];
    private readonly Dictionary<int, string> _tokens = [];
    private readonly HashSet<string> _special = [];
    private readonly List<AddedToken> _added = [];

    /// <summary>Highest id + 1.</summary>
    public int Size { get; private set; }

    /// <summary>The added tokens, in the order of the file.</summary>
    public IReadOnlyList<AddedToken> Added => _added;

    /// <summary>Reads <c>model.vocab</c> and <c>added_tokens</c> of the root element.</summary>
    /// <exception cref="FormatException">The vocabulary is not an object or list, or an id is negative.</exception>
    public static Vocabulary Of(JsonElement root)
    {
        var vocabulary = new Vocabulary();
        vocabulary.ReadModel(root.GetProperty("model").GetProperty("vocab"));
        if (root.TryGetProperty("added_tokens", out var added) && added.ValueKind == JsonValueKind.Array)
            vocabulary.ReadAdded(added);
        return vocabulary;
    }

    public string? TokenOf(int id) => _tokens.GetValueOrDefault(id);

    public int? IdOf(string token) => _ids.TryGetValue(token, out var id) ? id : null;

    public bool IsSpecial(int id) => _tokens.TryGetValue(id, out var token) && _special.Contains(token);

    private void ReadModel(JsonElement vocab)
    {
        if (vocab.ValueKind == JsonValueKind.Object)
        {
            foreach (var entry in vocab.EnumerateObject()) Add(entry.Name, entry.Value.GetInt32());
            return;
        }

        if (vocab.ValueKind != JsonValueKind.Array)
            throw new FormatException("model.vocab is neither an object nor a list");
        var id = 0;
        foreach (var entry in vocab.EnumerateArray()) Add(entry[0].GetString()!, id++); // Unigram: [token, score]
    }

    // A token that the model knows keeps the model's id; the others are counted on from the model's size, whatever the
    // file says.
    private void ReadAdded(JsonElement added)
    {
        var modelCount = _ids.Count;
        var highest = -1;
        var seen = new HashSet<string>();
        foreach (var token in added.EnumerateArray())
        {
            var content = token.GetProperty("content").GetString()!;
            if (content.Length == 0 || !seen.Add(content)) continue;
            var id = IdOf(content) ?? Math.Max(highest + 1, modelCount);
            highest = Math.Max(highest, id);
            Add(content, id);
            var special = token.GetProperty("special").GetBoolean();
            if (special) _special.Add(content);
            _added.Add(new AddedToken(
                content, id, special,
                token.TryGetProperty("lstrip", out var strips) && strips.ValueKind == JsonValueKind.True));
        }
    }

    private void Add(string token, int id)
    {
        if (id < 0) throw new FormatException($"token '{token}' has the negative id {id}");
        _ids[token] = id;
        _tokens[id] = token;
        Size = Math.Max(Size, id + 1);
    }
}
