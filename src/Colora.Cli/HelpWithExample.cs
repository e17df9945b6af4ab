using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Colora.Cli;

/// <summary>The usual help, and an example below it.</summary>
internal sealed class HelpWithExample : SynchronousCommandLineAction
{
    private readonly HelpAction usual = new();

    public override bool Terminating => true;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var exit = usual.Invoke(parseResult);
        if (HelpExamples.Of(parseResult.CommandResult.Command) is not { } example) return exit;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Example:");
        output.WriteLine($"  colora {example}");
        output.WriteLine();
        return exit;
    }
}
