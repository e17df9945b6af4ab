using Colora.Configuration;

namespace Colora.Synthetic.Pretraining;

/// <summary>What a model is pre-trained on.</summary>
public sealed record CorpusConfig
{
    /// <summary>
    /// Folder with <c>corpus.jsonl</c> (rows <c>{"text": …}</c>), <c>tokenizer.json</c> and
    /// <c>tokenizer_config.json</c>.
    /// </summary>
    [Setting(
        "folder with corpus.jsonl (rows {\"text\": ...}), tokenizer.json and tokenizer_config.json, "
            + "as colora corpus writes it")]
    [NotEmpty]
    public string Path { get; init; } = "corpus";

    /// <summary>Last documents of the file that are never trained on.</summary>
    [Setting("last documents of the file, kept for the held-out perplexity", Unit = "documents")]
    [AtLeast(1)]
    public int HeldOut { get; init; } = 1000;

    /// <summary>Tokens of a training row: documents are joined and cut into windows.</summary>
    [Setting("tokens of a training row; documents are joined and cut into windows", Unit = "tokens")]
    [AtLeast(8)]
    [AtMost(1048576)]
    public int Window { get; init; } = 256;

    /// <summary>Whether windows are trained on in a seeded random order, or in the order of the file.</summary>
    [Setting(
        "train on the windows in a seeded random order; false = in the order of the file, "
            + "for a corpus that begins with what is easy")]
    public bool Shuffle { get; init; } = true;

    /// <summary>
    /// Token after which an answer begins; the end token ends it, and only answers bear loss. None = every token bears
    /// loss.
    /// </summary>
    [Setting(
        "token after which an answer begins: only answers, up to the end token, "
            + "bear loss (all tokens of a document without one); every token does when absent")]
    public string? AnswerToken { get; init; }
}
