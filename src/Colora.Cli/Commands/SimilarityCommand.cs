using System.CommandLine;
using System.Globalization;
using Colora.Cli.Views;
using Colora.Formats;
using Colora.Runs;
using Colora.Runs.Progress;
using Colora.Studies.Similarity;

namespace Colora.Cli.Commands;

/// <summary><c>colora similarity</c>.</summary>
internal static class SimilarityCommand
{
    public static Command Build()
    {
        var command = new Command("similarity", "How alike a run's users are, from their cores: cosines, tree, groups, conflicts; JSON and PNG.");
        var folder = new Option<string>("--run") { Description = "a finished CoLoRA run", HelpName = "RUN", Required = true };
        var changed = AllowChanged.NewOption();
        command.Add(folder);
        command.Add(changed);
        return command.Does(context =>
        {
            var run = new RunDirectory(context.Get(folder)!);
            using var held = run.IsBegun ? FolderLock.Take(run.FullPath) : null;
            var report = SimilarityRun.Execute(run, context.Listener, context.Get(changed));
            var picture = Decoration.File(context.Listener, Path.Combine(run.FullPath, "similarity.png"), path => SimilarityPicture.Save(path, report));
            MissingLetters.Note(context.Listener, report.Users);
            return new CommandAnswer(report, () =>
            {
                Console.Out.WriteLine(report.Groups.Count == 1 ? "groups: none stands out" : string.Create(CultureInfo.InvariantCulture, $"groups (silhouette {report.Silhouette:0.00}):"));
                if (report.Groups.Count > 1) foreach (var group in report.Groups) Console.Out.WriteLine($"  {string.Join(", ", group)}");
                Console.Out.WriteLine(report.Conflicts.Count == 0 ? "users in conflict: none" : "users in conflict (cosine below -0.1):");
                foreach (var pair in report.Conflicts.Take(20)) Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {pair.One}, {pair.Other}: {pair.Cosine:0.00}"));
                if (report.Planted is { } planted) Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"rank correlation with the planted similarity: {planted:0.00}"));
                if (picture is not null) Console.Out.WriteLine($"picture: {picture}");
            });
        });
    }
}
