using System.CommandLine;
using Colora.Cli.Views;
using Colora.Formats;
using Colora.Runs;
using Colora.Runs.Evaluate;

namespace Colora.Cli.Commands;

/// <summary><c>colora evaluate</c>.</summary>
internal static class EvaluateCommand
{
    private static readonly string[] OfTraining =
        ["--rank", "--alpha", "--target-modules", "--start", "--rho", "--learning-rate", "--core-learning-rate", "--steps", "--epochs", "--validate-every", "--checkpoint-every"];

    public static Command Build()
    {
        var command = new Command("evaluate", "Judge test rows per user: likelihood of the answers, exact match, ROUGE-L by greedy generation. With --run, what is not given is as in the run.");
        var run = new Option<string?>("--run") { Description = "a run; its model, data and prompt are used", HelpName = "RUN" };
        var adapter = new Option<string?>("--adapter") { Description = "a PEFT adapter, for all users", HelpName = "DIR" };
        var bare = new Option<bool>("--base") { Description = "with --run: judge the base alone on the run's rows" };
        var noAnswers = new Option<bool>("--no-generate") { Description = "likelihood alone, no answers" };
        var folder = new Option<string?>("--out") { Description = "folder for predictions.jsonl and report.json; the run (or RUN/base) when absent", HelpName = "DIR" };
        var changed = AllowChanged.NewOption();
        var config = ConfigOptions.AddAllBut(command, OfTraining);
        foreach (var option in (Option[])[run, adapter, bare, noAnswers, changed, folder]) command.Add(option);
        return command.Does(context =>
        {
            var directory = context.Get(run) is { } path ? new RunDirectory(path) : null;
            if (directory is not null && !directory.IsBegun) throw new InputException(directory.FullPath, "no run", "a folder that colora train has written", "check --run");
            if (directory is not null && context.Get(adapter) is not null) throw new InputException("--adapter", "both --run and --adapter", "one of them");
            var effective = config.Read(context.Parsed, directory?.Config);
            effective = (directory?.Located(effective) ?? effective).Fetched(context);
            if (context.Get(noAnswers)) effective = effective with { Evaluation = effective.Evaluation with { Generate = false } };
            var isBase = directory is null ? context.Get(adapter) is null : context.Get(bare);
            if (directory is not null && !isBase && !Directory.Exists(directory.Final))
                throw new InputException(directory.FullPath, "the run has not ended", "a finished run", "add --resume to colora train to end it");
            var method = isBase ? "base" : directory is null ? "adapter" : effective.Adapter.MethodName;
            var target = context.Get(folder) ?? (directory is null ? null : isBase ? Path.Combine(directory.FullPath, "base") : directory.FullPath);
            if (target is not null) WritablePlace.RequireFolder(target, context.Get(folder) is null ? "--run" : "--out");
            var report = EvaluateRun.Execute(
                new EvaluateRequest(effective, method, isBase ? null : directory?.Final, context.Get(adapter), target) { Run = directory, AllowChanged = context.Get(changed) }, context.Listener);
            return new CommandAnswer(report, () => EvaluationView.Show(report, target));
        });
    }
}
