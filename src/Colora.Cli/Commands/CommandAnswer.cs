namespace Colora.Cli.Commands;

/// <summary>What a command answers.</summary>
/// <param name="Document">The answer for <c>--json</c>.</param>
/// <param name="View">Shows the answer to a person.</param>
/// <param name="ExitCode">What the process ends with.</param>
internal sealed record CommandAnswer(object Document, Action View, int ExitCode = Cli.ExitCode.Success);
