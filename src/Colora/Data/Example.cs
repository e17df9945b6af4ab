namespace Colora.Data;

/// <summary>One labelled example of one user.</summary>
/// <param name="User">Name of the user who owns it.</param>
/// <param name="Prompt">What the model reads.</param>
/// <param name="Completion">What it is to write.</param>
/// <param name="References">All accepted answers; never empty.</param>
/// <param name="Source">File and line, for messages.</param>
public sealed record Example(string User, string Prompt, string Completion, IReadOnlyList<string> References, string Source);
