using System.CommandLine;
using Colora.Cli.Views;
using Colora.Engine;
using Colora.Formats;
using Colora.Runs.Verify;
using Colora.Synthetic.Embedded;

namespace Colora.Cli.Commands;

/// <summary><c>colora verify</c>.</summary>
internal static class VerifyCommand
{
    public static Command Build()
    {
        var command = new Command("verify", "Compare logits, loss and greedy continuation with reference values; exit code 1 beyond tolerance.");
        var model = new Option<string>("--model") { Description = "model folder or owner/name of a hub; the embedded base when absent", HelpName = "MODEL", DefaultValueFactory = _ => EmbeddedFiles.Name };
        var revision = new Option<string?>("--revision") { Description = "branch, tag or commit of a model of a hub", HelpName = "REV" };
        var reference = new Option<string>("--reference") { Description = "safetensors file of inputs and expected values", HelpName = "FILE", Required = true };
        var adapter = new Option<string?>("--adapter") { Description = "PEFT adapter", HelpName = "DIR" };
        var logits = new Option<double>("--tolerance") { Description = "allowed absolute difference of a logit", HelpName = "X", DefaultValueFactory = _ => 1e-4 };
        var loss = new Option<double>("--loss-tolerance") { Description = "allowed absolute difference of a loss", HelpName = "X", DefaultValueFactory = _ => 2e-5 };
        var device = new Option<string>("--device") { Description = "cpu or cuda", HelpName = "NAME", DefaultValueFactory = _ => "cpu" };
        var threads = new Option<int>("--threads") { Description = "threads; 0 = all cores", HelpName = "N", DefaultValueFactory = _ => 0 };
        foreach (var option in (Option[])[model, revision, reference, adapter, logits, loss, device, threads]) command.Add(option);
        return command.Does(context =>
        {
            foreach (var tolerance in (Option<double>[])[logits, loss])
                if (context.Get(tolerance) < 0) throw new InputException(tolerance.Name, $"{context.Get(tolerance)}", "0 or more");
            var request = new VerifyRequest(context.Get(model)!, HubModels.Fetch(context.Get(model)!, context.Get(revision), context), context.Get(reference)!, context.Get(adapter),
                new EngineConfig { Device = context.Get(device)!, Dtype = WeightType.Float32, Threads = context.Get(threads) }, context.Get(logits), context.Get(loss));
            var cases = VerifyRun.Execute(request);
            var agrees = cases.All(one => one.Agrees);
            return new CommandAnswer(
                new { agrees, logit_tolerance = request.LogitTolerance, loss_tolerance = request.LossTolerance, cases },
                () => VerifyView.Show(cases, request),
                agrees ? ExitCode.Success : ExitCode.Disagrees);
        });
    }
}
