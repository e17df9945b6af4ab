using System.CommandLine;
using System.Globalization;
using Colora.Cli.Views;
using Colora.Formats;
using Colora.Runs;
using Colora.Runs.Onboard;
using Colora.Synthetic.Embedded;

namespace Colora.Cli.Commands;

/// <summary><c>colora onboard</c>.</summary>
internal static class OnboardCommand
{
    private static readonly string[] Names =
    [
        "--data", "--users", "--preset", "--presets", "--user-column", "--examples-per-user", "--validation", "--core-learning-rate", "--steps", "--batch-size", "--seed",
        "--validate-every", "--device", "--dtype", "--threads",
    ];

    public static Command Build()
    {
        var command = new Command("onboard", "Take new users into a finished CoLoRA run: a core each, on its frozen shared factors. What is not given is as in the run.");
        var joined = new Option<string>("--run") { Description = "the finished run", HelpName = "RUN", Required = true };
        command.Add(joined);
        var config = ConfigOptions.AddTo(command, Names);
        var folder = new Option<string?>("--out") { Description = "folder of the newcomers' run; RUN-newcomers when absent", HelpName = "DIR" };
        var resume = new Option<bool>("--resume") { Description = "go on from the newest checkpoint of --out" };
        var overwrite = new Option<bool>("--overwrite") { Description = "replace the run that is in --out; refused where the folder holds anything else" };
        var changed = AllowChanged.NewOption();
        foreach (var option in (Option[])[folder, resume, overwrite, changed]) command.Add(option);
        return command.Does(context =>
        {
            var run = new RunDirectory(context.Get(joined)!);
            run.RequireFinished();
            var given = config.Read(context.Parsed);
            if (given.Data.Users.Count == 0 && given.Data.Preset is null && given.Data.Path == EmbeddedFiles.Name)
                throw new InputException("--data", "no newcomers were named", "--data, --users or --preset", "say whose rows these are");
            var effective = OnboardRun.ConfigFor(run, run.Located(config.Read(context.Parsed, run.Config)), given).Fetched(context);
            var mode = context.Get(resume) ? ResumeMode.Resume : context.Get(overwrite) ? ResumeMode.Overwrite : ResumeMode.Refuse;
            var target = context.Get(folder) ?? Path.TrimEndingDirectorySeparator(context.Get(joined)!) + "-newcomers";
            using var held = FolderLock.Take(target);
            var report = OnboardRun.Execute(new OnboardRequest(run, effective, Path.GetFullPath(target), mode) { AllowChanged = context.Get(changed) }, context.Listener, stop: context.Stop);
            return new CommandAnswer(report, () => Show(report, target));
        });
    }

    private static void Show(OnboardReport report, string folder)
    {
        Line($"{report.Users.Count} newcomers, {report.ParametersPerUser:N0} numbers each, {report.Seconds:0.0} s of training; shared factors unchanged (SHA-256 {report.SharedHash[..12]}…)");
        if (report.KnownFit.Count > 0) Line($"subspace fit of the run's own users: {report.KnownFit.Values.Min():0.0000} … {report.KnownFit.Values.Max():0.0000}, mean {report.KnownFit.Values.Average():0.0000}");
        foreach (var user in report.Users)
        {
            Line($"  {user.User}: {user.Rows} rows, fit {user.Fit:0.0000}, loss {user.Loss:0.0000} nats a token");
            if (user.Outside)
                Line($"    warning: this user's task lies outside the shared subspace (fit below {report.Limit:0.0000}); train it alone (colora train --method local), or train a run that includes it or its like");
        }

        Line($"try it: {PrintedCommand.Of("evaluate", "--run", PrintedCommand.PathWord(folder))}");
    }

    private static void Line(FormattableString text) => Console.Out.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
