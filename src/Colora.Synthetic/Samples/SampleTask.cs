namespace Colora.Synthetic.Samples;

/// <summary>A mapping of three lower-case letters to a short text.</summary>
/// <param name="Id">Name of the task and of the user who has it.</param>
/// <param name="Instruction">The task in words.</param>
/// <param name="Answer">Input to output.</param>
internal sealed record SampleTask(string Id, string Instruction, Func<string, string> Answer)
{
    /// <summary>
    /// All tasks; a data folder with n users takes the first n. Neighbours in the list are unlike on purpose.
    /// </summary>
    public static IReadOnlyList<SampleTask> All { get; } =
    [
        new("first_letter", "Write the first letter.", x => $"{x[0]}"),
        new("last_letter", "Write the last letter.", x => $"{x[2]}"),
        new("repeat", "Repeat the three letters.", x => x),
        new("reverse", "Write the letters from back to front.", x => $"{x[2]}{x[1]}{x[0]}"),
        new("middle_letter", "Write the middle letter.", x => $"{x[1]}"),
        new("outer_letters", "Leave the middle letter out.", x => $"{x[0]}{x[2]}"),
        new("first_upper", "Write the first letter as a capital.", x => $"{char.ToUpperInvariant(x[0])}"),
        new("double_last", "Write the last letter twice.", x => $"{x[2]}{x[2]}"),
    ];
}
