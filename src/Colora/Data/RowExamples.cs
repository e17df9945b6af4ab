using Colora.Formats.Jsonl;

namespace Colora.Data;

/// <summary>A user's rows as examples, by the prompt template.</summary>
/// <param name="user">The user.</param>
/// <param name="template">How rows become prompts and answers.</param>
internal sealed class RowExamples(UserRows user, PromptTemplate template)
{
    /// <summary>The example of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="mark">What it says.</param>
    /// <param name="source">The file that it stands in.</param>
    public Example Of(ExampleRecord row, RowMark mark, string source)
    {
        var instruction = row.Instruction ?? user.Instruction;
        return new Example(
            user.User, template.Prompt(row.Input, instruction), template.Completion(row.Output), row.References,
            $"{source}:{row.Line}")
        {
            Key = new RowKey(RowKey.InputOf(row), mark.Row),
            PromptParts = template.PromptParts(row.Input, instruction),
            CompletionParts = template.CompletionParts(row.Output),
            HidesInstruction = template.Hides(row.Input, instruction),
        };
    }
}
