using Colora.Tokenization;

namespace Colora.Data;

/// <summary>
/// Fills the prompt's and the answer's templates. Filled-in text is never scanned for placeholders again.
/// </summary>
/// <param name="config">The templates.</param>
/// <param name="allowSpecialTokens">Whether special tokens that a row spells out are meant
/// (<see cref="DataConfig.AllowSpecialTokens"/>).</param>
internal sealed class PromptTemplate(PromptConfig config, bool allowSpecialTokens = false)
{
    private const string InstructionPlace = "{instruction}", InputPlace = "{input}", OutputPlace = "{output}";

    /// <summary>
    /// The prompt of an input. Where the input is empty, as in rows of Alpaca's form, the instruction stands in its
    /// place, whatever the config says: it is all that tells the task.
    /// </summary>
    /// <param name="input">The row's input.</param>
    /// <param name="instruction">The task's instruction; left out when the config says so or when there is
    /// none.</param>
    public string Prompt(string input, string? instruction) => TextOf(PromptParts(input, instruction));

    /// <summary>The answer's text.</summary>
    public string Completion(string output) => TextOf(CompletionParts(output));

    /// <summary>The prompt of an input, by who wrote what.</summary>
    /// <param name="input">The row's input.</param>
    /// <param name="instruction">The task's instruction; left out when the config says so or when there is
    /// none.</param>
    public IReadOnlyList<TextPart> PromptParts(string input, string? instruction)
    {
        if (string.IsNullOrWhiteSpace(input) && !string.IsNullOrWhiteSpace(instruction))
            (input, instruction) = (instruction, null);
        var shown = config.Instruction && !string.IsNullOrWhiteSpace(instruction) ? instruction : null;
        var template = config.Template;
        if (shown is null)
        {
            var place = template.IndexOf(InstructionPlace, StringComparison.Ordinal);
            if (place >= 0) template = template[..place] + template[(place + InstructionPlace.Length)..].TrimStart();
        }

        return Fill(template, [(InputPlace, input), (InstructionPlace, shown ?? "")]);
    }

    /// <summary>Whether the prompt leaves out the instruction that there is.</summary>
    public bool Hides(string input, string? instruction) =>
        !config.Instruction && !string.IsNullOrWhiteSpace(instruction) && !string.IsNullOrWhiteSpace(input);

    /// <summary>The answer, by who wrote what.</summary>
    public IReadOnlyList<TextPart> CompletionParts(string output) => Fill(config.Completion, [(OutputPlace, output)]);

    private static string TextOf(IReadOnlyList<TextPart> parts) => string.Concat(parts.Select(part => part.Text));

    private List<TextPart> Fill(string template, (string Place, string Text)[] texts)
    {
        List<TextPart> parts = [];
        for (var at = 0; at < template.Length;)
        {
            var (start, place, text) = texts
                .Select(one => (Start: template.IndexOf(one.Place, at, StringComparison.Ordinal), one.Place, one.Text))
                .Where(one => one.Start >= 0).DefaultIfEmpty((template.Length, "", "")).MinBy(one => one.Item1);
            Add(template[at..start], isUsers: false);
            Add(text, isUsers: !allowSpecialTokens);
            at = start + place.Length;
        }

        return parts;

        void Add(string text, bool isUsers)
        {
            if (text.Length > 0) parts.Add(new TextPart(text, isUsers));
        }
    }
}
