using System.CommandLine;
using Colora.Cli.Views;
using Colora.Engine;
using Colora.Formats;
using Colora.Runs.Verify;
using Colora.Synthetic.Embedded;

namespace Colora.Cli.Commands;

/// <summary><c>colora verify</c>.</summary>
internal sealed class VerifyCommand
{
    private const string About =
        "Compare logits, loss and greedy continuation with reference values; exit code 1 beyond tolerance.";

    private readonly Option<string> model = new("--model")
    {
        Description = "model folder or owner/name of a hub; the embedded base when absent",
        HelpName = "MODEL",
        DefaultValueFactory = _ => EmbeddedFiles.Name,
    };

    private readonly Option<string?> revision = new("--revision")
    {
        Description = "branch, tag or commit of a model of a hub",
        HelpName = "REV",
    };

    private readonly Option<string> reference = new("--reference")
    {
        Description = "safetensors file of inputs and expected values",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string?> adapter = new("--adapter") { Description = "PEFT adapter", HelpName = "DIR" };

    private readonly Option<double> logits = new("--tolerance")
    {
        Description = "allowed absolute difference of a logit",
        HelpName = "X",
        DefaultValueFactory = _ => 1e-4,
    };

    private readonly Option<double> loss = new("--loss-tolerance")
    {
        Description = "allowed absolute difference of a loss",
        HelpName = "X",
        DefaultValueFactory = _ => 2e-5,
    };

    private readonly Option<string> device = EngineOptions.NewDevice();

    private readonly Option<int> threads = EngineOptions.NewThreads();

    private VerifyCommand(Command command)
    {
        Option[] options =
        [
            model, revision, reference, adapter, logits, loss, device, threads,
        ];
        foreach (var option in options) command.Add(option);
    }

    public static Command Build()
    {
        var command = new Command("verify", About);
        return command.Does(new VerifyCommand(command).Execute);
    }

    private CommandAnswer Execute(CommandContext context)
    {
        foreach (var tolerance in (Option<double>[])[logits, loss])
        {
            if (context.Get(tolerance) < 0)
                throw new InputException(tolerance.Name, $"{context.Get(tolerance)}", "0 or more");
        }

        var request = RequestOf(context);
        var cases = VerifyRun.Execute(request);
        var agrees = cases.All(one => one.Agrees);
        return new CommandAnswer(
            new { agrees, logit_tolerance = request.LogitTolerance, loss_tolerance = request.LossTolerance, cases },
            () => VerifyView.Show(cases, request),
            agrees ? ExitCode.Success : ExitCode.Disagrees);
    }

    private VerifyRequest RequestOf(CommandContext context)
    {
        var name = context.Get(model)!;
        return new VerifyRequest(
            Model: name,
            Revision: HubModels.Fetch(name, context.Get(revision), context),
            Reference: context.Get(reference)!,
            PeftAdapter: context.Get(adapter),
            Engine: new EngineConfig
            {
                Device = context.Get(device)!,
                Dtype = WeightType.Float32,
                Threads = context.Get(threads),
            },
            LogitTolerance: context.Get(logits),
            LossTolerance: context.Get(loss));
    }
}
