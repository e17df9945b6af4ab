using System.CommandLine;
using System.Globalization;
using Colora.Cli.Views;
using Colora.Formats;
using Colora.Runs;
using Colora.Runs.Progress;
using Colora.Studies.Planning;

namespace Colora.Cli.Commands;

/// <summary><c>colora plan</c>.</summary>
internal static class PlanCommand
{
    public static Command Build()
    {
        var command = new Command("plan", "How many rows or users a score would need, from a comparison as pilot; refuses to look further than the pilot carries.");
        var pilot = new Option<string>("--pilot") { Description = "folder of a finished comparison with three or more sizes", HelpName = "DIR", DefaultValueFactory = _ => CompareCommand.DefaultFolder };
        var arm = new Option<string?>("--arm") { Description = "arm; the pilot's first CoLoRA arm when absent", HelpName = "NAME" };
        var users = new Option<int?>("--users") { Description = "users of the plan; the pilot's most when absent", HelpName = "K" };
        var rows = new Option<int?>("--rows") { Description = "rows per user whose score is wanted; with --target: how many users of so many rows it takes", HelpName = "N" };
        var target = new Option<double?>("--target") { Description = "score in points whose rows are wanted, or with --rows whose number of users", HelpName = "POINTS" };
        foreach (var option in (Option[])[pilot, arm, users, rows, target]) command.Add(option);
        return command.Does(context =>
        {
            var root = Path.GetFullPath(context.Get(pilot)!);
            var request = new PlanRequest(root, context.Get(arm), context.Get(users), context.Get(rows), context.Get(target));
            if (request.Target is { } points && points is not (> 0 and < 100)) throw new InputException("--target", $"{points}", "a score above 0 and below 100 points");
            using var held = Directory.Exists(root) ? FolderLock.Take(root) : null;
            var report = PlanRun.Execute(request);
            string?[] files =
            [
                Decoration.File(context.Listener, Path.Combine(root, "plan.json"), path => RunJson.Write(path, report)),
                Decoration.File(context.Listener, Path.Combine(root, "plan.png"), path => PlanPicture.Save(path, report)),
            ];
            return new CommandAnswer(report, () => View(report, [.. files.OfType<string>()]));
        });
    }

    private static void View(PlanReport report, IReadOnlyList<string> files)
    {
        var culture = CultureInfo.InvariantCulture;
        Console.Out.WriteLine(report.Answer);
        Console.Out.WriteLine(string.Create(culture, $"share of a user's unknowns that is its own: {report.PersonalShare:0.000}; answers for {report.Range}"));
        if (report.StepLimited > 0.5)
            Console.Out.WriteLine(string.Create(culture, $"note: in {report.StepLimited:P0} of the pilot validation was best at the last step: it was short of steps, and beyond its own sizes the intervals do not hold; run it with more --steps"));
        Console.Out.WriteLine(report.Checks.Count == 0
            ? "held back: the pilot has too few sizes to leave one out"
            : string.Create(culture, $"held back: each size predicted from the others, {report.Checks.Sum(check => check.Inside)} of {report.Checks.Sum(check => check.Measured.Count)} measured scores in the {report.Level:P0} interval"));
        foreach (var check in report.Checks)
            Console.Out.WriteLine(string.Create(culture, $"  {check.Predicted.Users} users, {check.Predicted.Rows} rows: predicted {check.Predicted.Score:0.0} ({check.Predicted.Lower:0.0} … {check.Predicted.Upper:0.0}), measured {string.Join(", ", check.Measured.Select(score => score.ToString("0.0", culture)))}"));
        if (files.Count > 0) Console.Out.WriteLine($"written: {string.Join(", ", files)}");
    }
}
