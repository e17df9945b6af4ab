using System.CommandLine;
using Colora.Runs.Progress;

namespace Colora.Cli.Commands;

/// <summary>One invocation of a command.</summary>
/// <param name="Parsed">Its arguments.</param>
/// <param name="Listener">Shows progress on standard error.</param>
/// <param name="Json">Whether standard output belongs to one JSON document.</param>
/// <param name="Stop">Ctrl-C.</param>
internal sealed record CommandContext(ParseResult Parsed, IRunListener Listener, bool Json, CancellationToken Stop)
{
    /// <summary>Value of an option.</summary>
    public T? Get<T>(Option<T> option) => Parsed.GetValue(option);
}
