using System.Globalization;
using Colora.Data;
using Colora.Runs.Preview;
using Spectre.Console;

namespace Colora.Cli.Views;

/// <summary>What a run would do.</summary>
internal static class PreviewView
{
    private const double Gibibyte = 1073741824.0;

    public static void Show(PreviewResult preview)
    {
        foreach (var example in preview.Examples) ShowExample(example);
        ShowModules(preview);
        ShowRows(preview);
        foreach (var note in preview.Notes) Console.Out.WriteLine(note);
        foreach (var line in preview.Course) Console.Out.WriteLine(line);
        if (preview.Race is { } race)
        {
            Console.Out.WriteLine(race.Sentence);
            if (race.WiderTrainedParameters is { } wider)
                Console.Out.WriteLine($"trainable params if the race picks rank {race.WiderRank}: {wider:N0}");
        }

        if (preview.Cost is { } cost) ShowCost(preview, cost);
        else Console.Out.WriteLine(preview.Diverged);
    }

    private static void ShowExample(PreviewExample example)
    {
        var bearing = example.Trained.Count(trained => trained);
        AnsiConsole.MarkupLine($"[bold]{Markup.Escape(example.User)}[/]: {example.Ids.Count} tokens, "
            + $"{bearing} bear loss (green)");
        AnsiConsole.MarkupLine(string.Join(' ', example.Tokens.Zip(example.Trained, Marked)));
    }

    private static string Marked(string token, bool isTrained)
    {
        var text = Markup.Escape(token);
        return isTrained ? $"[green]»{text}«[/]" : $"[grey]{text}[/]";
    }

    private static void ShowModules(PreviewResult preview)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in (string[])["modules", "number", "in", "out"]) table.AddColumn(column);
        foreach (var module in preview.Modules)
            table.AddRow(Markup.Escape(module.Name), $"{module.Count}", $"{module.In}", $"{module.Out}");
        AnsiConsole.Write(table);
        var info = preview.Info;
        var all = info.ModelParameters + info.TrainedParameters;
        var percent = 100.0 * info.TrainedParameters / all;
        Console.Out.WriteLine($"trainable params: {info.TrainedParameters:N0} || all params: {all:N0} || "
            + $"trainable%: {percent:0.####}");
        Console.Out.WriteLine($"{info.Method}: {info.SharedParameters:N0} shared, "
            + $"{info.ParametersPerUser:N0} for each of {info.Users.Count} users");
    }

    private static void ShowRows(PreviewResult preview)
    {
        var info = preview.Info;
        foreach (var user in info.Users)
        {
            Console.Out.WriteLine($"  {user.Name}: {user.Train} training, {user.Validation} validation, "
                + $"{user.Test} test rows");
        }

        foreach (var line in UserOverlap.Say(info.Overlap)) Console.Out.WriteLine(line);
        var batches = preview.Batches.Select(step => string.Join(" + ", step));
        Console.Out.WriteLine($"{info.TotalSteps} steps; batches [rows x tokens] of the first: "
            + string.Join("; ", batches));
        Console.Out.WriteLine($"longest example {preview.Longest} tokens; {preview.Truncated} prompts would be cut, "
            + $"{preview.Dropped} examples dropped");
    }

    private static void ShowCost(PreviewResult preview, PreviewCost cost)
    {
        var race = preview.Race is { Heats: > 0 } ? $"race {Time(cost.RaceSeconds)}, " : "";
        var parts = $"{race}training {Time(cost.TrainingSeconds)}, validation {Time(cost.ValidationSeconds)}";
        Console.Out.WriteLine($"estimated time: {Time(cost.TotalSeconds)} in all ({parts}), "
            + $"from {cost.MeasuredSteps} steps measured here at {cost.StepSeconds:0.###} s each");
        Console.Out.WriteLine($"estimated peak memory: {cost.PeakBytes / Gibibyte:0.0} GiB ({preview.Info.Dtype}; "
            + $"{cost.MeasuredBytes / Gibibyte:0.0} GiB measured over these steps)");
    }

    private static string Time(double seconds)
    {
        if (seconds < 1) return "under a second";

        // What is no number, of a training that diverged, has no end either.
        if (double.IsNaN(seconds) || seconds >= TimeSpan.MaxValue.TotalSeconds) return "for ever";
        var format = seconds >= 3600 ? @"d\.hh\:mm\:ss" : @"m\:ss";
        return TimeSpan.FromSeconds(Math.Round(seconds)).ToString(format, CultureInfo.InvariantCulture);
    }
}
