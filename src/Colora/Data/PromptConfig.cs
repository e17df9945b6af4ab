using Colora.Configuration;

namespace Colora.Data;

/// <summary>How a row becomes a prompt and an answer.</summary>
public sealed record PromptConfig : IChecked
{
    /// <summary>
    /// Whether the task's instruction is shown to the model; without it, only the user tells the task. Where a row's
    /// input is empty its instruction is the input.
    /// </summary>
    [Setting("show the task's instruction to the model; where a row's input is empty its instruction is the input")]
    public bool Instruction { get; init; }

    /// <summary>
    /// Prompt with <c>{instruction}</c> and <c>{input}</c>; without an instruction its place and the blanks after it
    /// vanish.
    /// </summary>
    [Setting("prompt; {instruction} and {input} are filled in")]
    [NotEmpty]
    public string Template { get; init; } = "{instruction}\n\nInput: {input}\nOutput:";

    /// <summary>Answer with <c>{output}</c>; a leading blank is left out where the tokenizer puts one itself.</summary>
    [Setting("answer; {output} is filled in; the end-of-sequence token follows")]
    [NotEmpty]
    public string Completion { get; init; } = " {output}";

    /// <summary>
    /// Token that ends an answer, as the vocabulary spells it; the tokenizer's end of sequence when absent.
    /// </summary>
    [Setting("token that ends an answer, as the vocabulary spells it; the tokenizer's end of sequence when absent")]
    public string? EndToken { get; init; }

    /// <summary>Longest prompt with answer, in tokens.</summary>
    [Setting("longest prompt with answer", Unit = "tokens")]
    [AtLeast(8)]
    [AtMost(1e9)]
    public int MaxLength { get; init; } = 512;

    /// <summary>What happens to longer examples.</summary>
    [Setting("longer examples: truncate-prompt (from its beginning, counted), drop (counted) or refuse")]
    public Overlong Overlong { get; init; } = Overlong.TruncatePrompt;

    /// <inheritdoc />
    public IEnumerable<ConfigProblem> Check()
    {
        if (!Template.Contains("{input}", StringComparison.Ordinal))
            yield return new ConfigProblem("", "template", $"\"{Template}\"", "a template with {input}", "");
        if (Instruction && !Template.Contains("{instruction}", StringComparison.Ordinal))
        {
            yield return new ConfigProblem(
                "", "instruction", "true beside a prompt.template without {instruction}", "a place in the template "
                    + "for what is to be shown", "add {instruction} to it, or set prompt.instruction to false");
        }

        if (!Completion.Contains("{output}", StringComparison.Ordinal))
            yield return new ConfigProblem("", "completion", $"\"{Completion}\"", "a template with {output}", "");
    }
}
