using System.Globalization;
using System.Text.Json.Nodes;
using Colora.Formats;
using Colora.Synthetic.Records;
using Colora.Synthetic.Samples;

namespace Colora.Synthetic.Corpus;

/// <summary>
/// Writes what a base model is pre-trained on: <c>corpus.jsonl</c> with rows <c>{"text": …}</c>, and
/// <c>tokenizer.json</c> and <c>tokenizer_config.json</c>. Document i is a function of (seed, i): a longer corpus
/// begins with the shorter one.
/// </summary>
public static class CorpusFolder
{
    /// <summary>Name of the file of documents.</summary>
    public const string FileName = "corpus.jsonl";

    private const int ContextLength = 512;

    /// <summary>Writes the folder. The same arguments give the same bytes on every platform.</summary>
    /// <param name="folder">A new or empty folder.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="documents">Number of documents, about 230 characters each; at least 1.</param>
    /// <param name="progress">Hears how many documents are written.</param>
    /// <exception cref="InputException">A number out of range, the folder holds something, or it cannot be
    /// written.</exception>
    public static void Write(string folder, ulong seed, int documents, Action<int>? progress = null)
    {
        if (documents < 1) throw new InputException("documents", $"{documents}", "at least 1");
        SampleFolder.Write(folder, draft =>
        {
            CorpusTokenizer.Write(draft, ContextLength);
            SampleFolder.WriteLines(
                Path.Combine(draft, FileName),
                Documents(seed, documents, progress).Select(text => new JsonObject { ["text"] = text }));
        });
    }

    private static IEnumerable<string> Documents(ulong seed, int count, Action<int>? progress)
    {
        for (var i = 0; i < count; i++)
        {
            yield return CorpusDocument.Random(
                new Draw(seed, "document " + i.ToString(CultureInfo.InvariantCulture)), i);
            if ((i + 1) % 1000 == 0) progress?.Invoke(i + 1);
        }
    }
}
