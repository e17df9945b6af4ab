namespace Colora.Formats.HuggingFace;

/// <summary>
/// What transformers takes for granted of a tokenizer class where the files are silent: its special tokens, and whether
/// it puts them around a text whatever <c>tokenizer.json</c> says.
/// </summary>
/// <param name="Bos">Default begin-of-sequence token, or null.</param>
/// <param name="Eos">Default end-of-sequence token, or null.</param>
/// <param name="Pad">Default padding token, or null.</param>
/// <param name="Unk">Default unknown token, or null.</param>
/// <param name="BuildsTemplate">
/// Whether the class puts BOS and EOS around a text by <c>add_bos_token</c> and <c>add_eos_token</c>, and not by the
/// post-processor of tokenizer.json.
/// </param>
/// <param name="AddsBos">What an absent <c>add_bos_token</c> means to such a class; an absent <c>add_eos_token</c>
/// means false to all of them.</param>
/// <remarks>transformers 4.57: <c>models/*/tokenization_*_fast.py</c>; "Fast" at the end of a name says
/// nothing.</remarks>
public sealed record TokenizerClass(
    string? Bos, string? Eos, string? Pad, string? Unk, bool BuildsTemplate, bool AddsBos)
{
    private const string Fast = "Fast", EndOfText = "<|endoftext|>";

    private static readonly TokenizerClass Llama = new(
        "<s>", "</s>", null, "<unk>", BuildsTemplate: true, AddsBos: true);

    private static readonly Dictionary<string, TokenizerClass> All = new()
    {
        ["LlamaTokenizer"] = Llama,
        ["CodeLlamaTokenizer"] = Llama,
        ["GemmaTokenizer"] = new("<bos>", "<eos>", "<pad>", "<unk>", BuildsTemplate: true, AddsBos: true),
        ["CohereTokenizer"] = new(
            "<BOS_TOKEN>", "<|END_OF_TURN_TOKEN|>", null, "<UNK>", BuildsTemplate: true, AddsBos: true),
        ["GPTNeoXTokenizer"] = new(EndOfText, EndOfText, null, EndOfText, BuildsTemplate: true, AddsBos: false),
        ["GPT2Tokenizer"] = new(EndOfText, EndOfText, null, EndOfText, BuildsTemplate: false, AddsBos: false),
        ["Qwen2Tokenizer"] = new(null, EndOfText, EndOfText, null, BuildsTemplate: false, AddsBos: false),
    };

    /// <summary>
    /// The class of a name such as LlamaTokenizer or LlamaTokenizerFast; null for one that takes nothing for granted.
    /// </summary>
    public static TokenizerClass? Find(string? name) =>
        name is null
            ? null
            : All.GetValueOrDefault(name.EndsWith(Fast, StringComparison.Ordinal) ? name[..^Fast.Length] : name);

    /// <summary>Default token of a role: bos, eos, pad or unk.</summary>
    public string? DefaultOf(string role) => role switch
    {
        "bos" => Bos,
        "eos" => Eos,
        "pad" => Pad,
        "unk" => Unk,
        _ => null,
    };
}
