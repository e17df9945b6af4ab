using System.Text.Json;
using Colora.Tokenization;

namespace Colora.Mutations.Readers;

/// <summary>What a tokenizer that was accepted has to keep: ids are those of the file, what is read twice is read the same, and text that its decoder gives back encodes again.</summary>
internal static class TokenizerReader
{
    private static readonly string[] Texts = ["abc", " Hello  World\n", "<|endoftext|>x", "é ☃ 😀 ", "1234567", "a\u0301 tab\tß", "", "    ", new('a', 400)];

    public static void Compare(string folder)
    {
        using var tokenizer = HuggingFaceTokenizer.Load(folder);
        var known = TokensOf(Path.Combine(folder, "tokenizer.json"));
        using var again = HuggingFaceTokenizer.Load(folder);
        foreach (var text in Texts)
        {
            var ids = tokenizer.EncodeWithSpecial(text);
            foreach (var id in ids)
            {
                if (!known.TryGetValue(id, out var tokens)) throw new DisagreementException($"id {id} is none of the file");
                if (tokenizer.TokenOf(id) is not { } token || !tokens.Contains(token)) throw new DisagreementException($"id {id} is {string.Join(" or ", tokens)} and is called {tokenizer.TokenOf(id)}");
            }

            var decoded = tokenizer.Decode(ids);
            if (!ids.SequenceEqual(again.EncodeWithSpecial(text)) || decoded != again.Decode(ids)) throw new DisagreementException($"{text} is encoded in two ways");
            _ = tokenizer.Encode(decoded);
        }
    }

    /// <summary>The tokens that the file gives an id to. Added tokens that the model does not know are counted on from its size, whatever the file says: all of their texts may have any of their ids.</summary>
    private static Dictionary<int, HashSet<string>> TokensOf(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path).TrimStart('\uFEFF'));
        var tokens = new Dictionary<int, HashSet<string>>();
        var vocab = document.RootElement.GetProperty("model").GetProperty("vocab");
        if (vocab.ValueKind == JsonValueKind.Object) foreach (var entry in vocab.EnumerateObject()) Add(entry.Value.GetInt32(), entry.Name);
        else foreach (var (index, entry) in vocab.EnumerateArray().Index()) Add(index, entry[0].GetString()!);
        var count = vocab.ValueKind == JsonValueKind.Object ? vocab.EnumerateObject().Count() : vocab.GetArrayLength();
        if (document.RootElement.TryGetProperty("added_tokens", out var list) && list.ValueKind == JsonValueKind.Array)
        {
            var contents = list.EnumerateArray().Select(token => token.GetProperty("content").GetString()!).ToList();
            var highest = Math.Max(count, tokens.Keys.DefaultIfEmpty(0).Max() + 1);
            foreach (var content in contents)
                for (var id = count; id < highest + contents.Count; id++) Add(id, content);
        }

        return tokens;

        void Add(int id, string token)
        {
            if (!tokens.TryGetValue(id, out var texts)) tokens.Add(id, texts = []);
            texts.Add(token);
        }
    }
}
