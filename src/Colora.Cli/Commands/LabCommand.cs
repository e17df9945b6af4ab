using System.CommandLine;
using System.Text;
using Colora.Data;
using Colora.Formats;
using Colora.Lab.Experiments;
using Colora.Lab.Figures;
using Colora.Runs;
using Colora.Runs.Progress;
using Colora.Synthetic.Embedded;

namespace Colora.Cli.Commands;

/// <summary><c>colora lab</c>: the theory, run.</summary>
internal static class LabCommand
{
    public static Command Build()
    {
        var command = new Command("lab", "The theory of shared subspaces as experiments: "
            + "heterogeneous linear regression, its recovery and its laws.");
        command.Add(List());
        command.Add(Run());
        command.Add(All());
        command.Add(Check());
        command.Add(Bridge());
        command.Add(LabRecoverCommand.Build());
        return command;
    }

    private const string EmbeddedModule = "model.layers.3.self_attn.q_proj";

    private static IReadOnlyList<IExperiment> Everything =>
    [
        .. ExperimentCatalogue.All,
        .. ExperimentCatalogue.Others,
        new FrozenLayer(EmbeddedFiles.Name, EmbeddedModule, EmbeddedFiles.Config.Data),
    ];

    private static Command List()
    {
        var command = new Command("list", "Explain each experiment in a line.");
        return command.Does(_ => new CommandAnswer(
            Everything.Select(experiment => new { experiment.Name, experiment.Line }),
            () =>
            {
                foreach (var experiment in Everything) Console.Out.WriteLine($"{experiment.Name,-6} {experiment.Line}");
            }));
    }

    private static Command Run()
    {
        var command = new Command("run", "Run one experiment: table, picture, JSON and one sentence.");
        var name = new Argument<string>("experiment") { Description = "P1 … P10; colora lab list explains each" };
        command.Add(name);
        var shared = new LabOptions(command);
        return command.Does(context => One(context, shared, ExperimentCatalogue.Named(context.Parsed.GetValue(name)!)));
    }

    private static Command Bridge()
    {
        var command = new Command("bridge", "Theory on a real layer: plant factors and cores in one module of a model, "
            + "with the model's activations as inputs.");
        var model = new Option<string>("--model")
        {
            Description = "embedded, a folder, or owner/name of a hub",
            HelpName = "MODEL",
            DefaultValueFactory = _ => EmbeddedFiles.Name,
        };
        var module = new Option<string>("--module")
        {
            Description = "path of the linear layer",
            HelpName = "PATH",
            DefaultValueFactory = _ => EmbeddedModule,
        };
        var data = new Option<string>("--data")
        {
            Description = "rows whose text the model reads",
            HelpName = "PATH",
            DefaultValueFactory = _ => EmbeddedFiles.Name,
        };
        command.Add(model);
        command.Add(module);
        command.Add(data);
        var shared = new LabOptions(command);
        return command.Does(context =>
        {
            HubModels.Fetch(context.Get(model)!, null, context);
            var rows = new DataConfig { Path = context.Get(data)! };
            return One(context, shared, new FrozenLayer(context.Get(model)!, context.Get(module)!, rows));
        });
    }

    internal static CommandAnswer One(CommandContext context, LabOptions options, IExperiment experiment)
    {
        var report = Execute(context, options, [experiment], out var folder)[0];
        return new CommandAnswer(report, () =>
        {
            Console.Out.WriteLine(ReportText.Of(report, null));
            var files = Directory.GetFiles(folder).Select(Path.GetFileName).Order();
            Console.Out.WriteLine($"written: {folder}: {string.Join(", ", files)}");
        });
    }

    private static Command All()
    {
        var command = new Command("all", "Run every experiment and write one report.");
        var shared = new LabOptions(command);
        return command.Does(context =>
        {
            var reports = Execute(context, shared, ExperimentCatalogue.All, out var folder);
            return new CommandAnswer(reports, () =>
            {
                foreach (var report in reports) Console.Out.WriteLine($"{report.Name,-6} {report.Sentence}");
                Console.Out.WriteLine($"report: {Path.Combine(folder, "report.md")}");
            });
        });
    }

    private static Command Check()
    {
        var command = new Command("check", "Fit the laws afresh and hold them against the reference; "
            + "exit code 1 where they differ.");
        var seed = new Option<long>("--seed")
        {
            Description = "first seed",
            HelpName = "N",
            DefaultValueFactory = _ => 0,
        };
        var folder = new Option<string>("--out")
        {
            Description = "folder of the results",
            HelpName = "DIR",
            DefaultValueFactory = _ => LabOptions.DefaultFolder,
        };
        command.Add(seed);
        command.Add(folder);
        return command.Does(context => Check(context, context.Get(seed), context.Get(folder)!));
    }

    private static CommandAnswer Check(CommandContext context, long seed, string folder)
    {
        if (seed < 0) throw new InputException("--seed", $"{seed}", "0 or more");
        var path = Path.GetFullPath(folder);
        var (json, text) = (Path.Combine(path, "check.json"), Path.Combine(path, "check.md"));
        WritablePlace.RequireFile(json, "--out");
        using var held = FolderLock.Take(path);
        var report = LawCheck.Run(new ExperimentContext(ExperimentSize.Full, seed, context.Listener, context.Stop));
        RunJson.Write(json, report);
        Decoration.File(context.Listener, text, file => AtomicFile.WriteText(file, report.Markdown()));
        var exit = report.Agrees ? ExitCode.Success : ExitCode.Disagrees;
        return new CommandAnswer(report, () => Console.Out.WriteLine(report.Markdown()), exit);
    }

    private static List<ExperimentReport> Execute(
        CommandContext context,
        LabOptions options,
        IReadOnlyList<IExperiment> experiments,
        out string folder)
    {
        var root = folder = Path.GetFullPath(context.Get(options.Out)!);
        foreach (var experiment in experiments)
            WritablePlace.RequireFile(Path.Combine(root, $"{experiment.Name}.json"), "--out");
        using var held = FolderLock.Take(root);
        var seed = context.Get(options.Seed);
        var work = new ExperimentContext(options.Size(context), seed, context.Listener, context.Stop);
        var text = new StringBuilder();
        var reports = new List<ExperimentReport>();
        foreach (var experiment in experiments)
        {
            var report = experiment.Run(work);
            RunJson.Write(Path.Combine(root, $"{report.Name}.json"), report);
            var picture = Drawn(context, root, report);

            // After each experiment: one that fails later costs nothing of what is there.
            text.Append(ReportText.Of(report, picture)).Append('\n');
            var file = Path.Combine(root, "report.md");
            Decoration.File(context.Listener, file, path => AtomicFile.WriteText(path, text.ToString()));
            reports.Add(report);
        }

        return reports;
    }

    /// <summary>The file of a report's picture; null where it has none.</summary>
    private static string? Drawn(CommandContext context, string root, ExperimentReport report)
    {
        var picture = $"{report.Name}.png";
        var isDrawn = false;
        Decoration.Add(context.Listener, picture, () =>
            isDrawn = ExperimentFigure.Save(Path.Combine(root, picture), report));
        return isDrawn ? picture : null;
    }
}
