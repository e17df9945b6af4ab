using Colora.Formats.HuggingFace;

namespace Colora.Hub;

/// <summary>Which files of a model are fetched: what loading reads, and nothing else.</summary>
internal static class NeededFiles
{
    private static readonly string[] Small =
    [
        "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
        "added_tokens.json", "chat_template.jinja", "chat_template.json",
    ];

    /// <summary>The small files that are there.</summary>
    public static IEnumerable<string> SmallOf(IReadOnlyCollection<string> names) => Small.Where(names.Contains);

    /// <summary>The single weight file, else the index of the shards, else none.</summary>
    public static string? WeightsOf(IReadOnlyCollection<string> names) =>
        names.Contains(WeightFiles.SingleFileName) ? WeightFiles.SingleFileName
        : names.Contains(WeightIndexFile.FileName) ? WeightIndexFile.FileName : null;
}
