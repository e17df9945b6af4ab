namespace Colora.Data;

/// <summary>Fills the prompt's and the answer's templates. Filled-in text is never scanned for placeholders again.</summary>
public sealed class PromptTemplate(PromptConfig config)
{
    private const string InstructionPlace = "{instruction}", InputPlace = "{input}", OutputPlace = "{output}";

    /// <summary>The prompt of an input.</summary>
    /// <param name="input">The row's input.</param>
    /// <param name="instruction">The task's instruction; left out when the config says so or when there is none.</param>
    public string Prompt(string input, string? instruction)
    {
        var shown = config.Instruction && !string.IsNullOrWhiteSpace(instruction) ? instruction : null;
        var template = config.Template;
        if (shown is null)
        {
            var place = template.IndexOf(InstructionPlace, StringComparison.Ordinal);
            if (place >= 0) template = template[..place] + template[(place + InstructionPlace.Length)..].TrimStart();
        }

        return string.Join(input, template.Split(InputPlace).Select(part => part.Replace(InstructionPlace, shown ?? "")));
    }

    /// <summary>The answer's text.</summary>
    public string Completion(string output) => string.Join(output, config.Completion.Split(OutputPlace));
}
