using System.Text.Json;

namespace Colora.Tokenization;

/// <summary>The ids put before and after a single sequence: <c>Before + ids + After</c>.</summary>
/// <param name="Before">Ids before the text.</param>
/// <param name="After">Ids after the text.</param>
internal sealed record SpecialTokenTemplate(int[] Before, int[] After)
{
    public static SpecialTokenTemplate None { get; } = new([], []);

    public int[] Apply(int[] ids) => [.. Before, .. ids, .. After];

    /// <summary>Reads the <c>post_processor</c> block; null where it adds no tokens (none, ByteLevel).</summary>
    /// <exception cref="FormatException">An unknown processor, or a template without exactly one sequence.</exception>
    public static SpecialTokenTemplate? Of(JsonElement processor)
    {
        if (processor.ValueKind != JsonValueKind.Object) return null;
        return processor.GetProperty("type").GetString() switch
        {
            "ByteLevel" => null,
            "TemplateProcessing" => OfTemplate(processor),
            "RobertaProcessing" or "BertProcessing" => new([PairId(processor, "cls")], [PairId(processor, "sep")]),
            "Sequence" => OfSequence(processor),
            var type => throw new FormatException($"post_processor type '{type}' is not known"),
        };
    }

    private static SpecialTokenTemplate? OfSequence(JsonElement sequence)
    {
        SpecialTokenTemplate? all = null;
        foreach (var processor in sequence.GetProperty("processors").EnumerateArray())
        {
            // Each step wraps what the former ones made.
            if (Of(processor) is { } step)
                all = all is null ? step : new([.. step.Before, .. all.Before], [.. all.After, .. step.After]);
        }

        return all;
    }

    private static SpecialTokenTemplate OfTemplate(JsonElement processor)
    {
        var tokens = processor.GetProperty("special_tokens");
        List<int> before = [], after = [];
        var sequences = 0;
        foreach (var piece in processor.GetProperty("single").EnumerateArray())
        {
            if (piece.TryGetProperty("Sequence", out _))
            {
                sequences++;
                continue;
            }

            var side = sequences == 0 ? before : after;
            side.AddRange(Ids(tokens, piece.GetProperty("SpecialToken").GetProperty("id").GetString()!));
        }

        if (sequences != 1) throw new FormatException($"post_processor template has {sequences} sequences, not 1");
        return new([.. before], [.. after]);
    }

    private static IEnumerable<int> Ids(JsonElement tokens, string name) =>
        tokens.GetProperty(name).GetProperty("ids").EnumerateArray().Select(id => id.GetInt32());

    private static int PairId(JsonElement processor, string name) => processor.GetProperty(name)[1].GetInt32();
}
