using Colora.Data;
using Colora.Runs.Preview;
using Spectre.Console;

namespace Colora.Cli.Views;

/// <summary>What a run would do.</summary>
internal static class PreviewView
{
    public static void Show(PreviewResult preview)
    {
        foreach (var example in preview.Examples)
        {
            AnsiConsole.MarkupLine($"[bold]{Markup.Escape(example.User)}[/]: {example.Ids.Count} tokens, {example.Trained.Count(trained => trained)} bear loss (green)");
            AnsiConsole.MarkupLine(string.Join(' ', example.Tokens.Zip(example.Trained, (token, trained) =>
                trained ? $"[green]»{Markup.Escape(token)}«[/]" : $"[grey]{Markup.Escape(token)}[/]")));
        }

        var info = preview.Info;
        var table = new Table().Border(TableBorder.Simple).AddColumn("modules").AddColumn("number").AddColumn("in").AddColumn("out");
        foreach (var module in preview.Modules) table.AddRow(Markup.Escape(module.Name), $"{module.Count}", $"{module.In}", $"{module.Out}");
        AnsiConsole.Write(table);
        var all = info.ModelParameters + info.TrainedParameters;
        Console.Out.WriteLine($"trainable params: {info.TrainedParameters:N0} || all params: {all:N0} || trainable%: {100.0 * info.TrainedParameters / all:0.####}");
        Console.Out.WriteLine($"{info.Method}: {info.SharedParameters:N0} shared, {info.ParametersPerUser:N0} for each of {info.Users.Count} users");
        foreach (var user in info.Users) Console.Out.WriteLine($"  {user.Name}: {user.Train} training, {user.Validation} validation, {user.Test} test rows");
        foreach (var line in UserOverlap.Say(info.Overlap)) Console.Out.WriteLine(line);
        Console.Out.WriteLine($"{info.TotalSteps} steps; batches [rows x tokens] of the first: {string.Join("; ", preview.Batches.Select(step => string.Join(" + ", step)))}");
        Console.Out.WriteLine($"longest example {preview.Longest} tokens; {preview.Truncated} prompts would be cut, {preview.Dropped} examples dropped");
        foreach (var note in preview.Notes) Console.Out.WriteLine(note);
        if (preview.Race is { } race)
        {
            Console.Out.WriteLine(race.Sentence);
            if (race.WiderTrainedParameters is { } wider) Console.Out.WriteLine($"trainable params if the race picks rank {race.WiderRank}: {wider:N0}");
        }

        if (preview.Cost is not { } cost)
        {
            Console.Out.WriteLine(preview.Diverged);
            return;
        }

        var parts = (preview.Race is { Heats: > 0 } ? $"race {Time(cost.RaceSeconds)}, " : "") + $"training {Time(cost.TrainingSeconds)}, validation {Time(cost.ValidationSeconds)}";
        Console.Out.WriteLine($"estimated time: {Time(cost.TotalSeconds)} in all ({parts}), from {cost.MeasuredSteps} steps measured here at {cost.StepSeconds:0.###} s each");
        Console.Out.WriteLine($"estimated peak memory: {cost.PeakBytes / 1073741824.0:0.0} GiB ({info.Dtype}; {cost.MeasuredBytes / 1073741824.0:0.0} GiB measured over these steps)");
    }

    private static string Time(double seconds) => seconds < 1 ? "under a second" : seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(Math.Round(seconds)).ToString(seconds >= 3600 ? @"d\.hh\:mm\:ss" : @"m\:ss", System.Globalization.CultureInfo.InvariantCulture) : "for ever";
}
