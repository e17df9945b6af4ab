using System.CommandLine;
using Colora.Cli.Views;
using Colora.Formats;
using Colora.Synthetic.Samples;

namespace Colora.Cli.Commands;

/// <summary><c>colora sample</c>.</summary>
internal static class SampleCommand
{
    public static Command Build()
    {
        var command = new Command("sample", "Write a small seeded random model and letter tasks of a few users, to try everything without a download.");
        var folder = new Option<string>("--out") { Description = "new folder; model/ and data/ are written into it", HelpName = "DIR", Required = true };
        var shape = new Option<string>("--shape") { Description = "tiny or smollm2-135m", HelpName = "NAME", DefaultValueFactory = _ => "tiny" };
        var users = new Option<int>("--users") { Description = "number of users", HelpName = "N", DefaultValueFactory = _ => 4 };
        var rows = new Option<int>("--rows") { Description = "training rows of each user", HelpName = "N", DefaultValueFactory = _ => 64 };
        var seed = new Option<long>("--seed") { Description = "seed of weights and rows", HelpName = "N", DefaultValueFactory = _ => 0 };
        foreach (var option in (Option[])[folder, shape, users, rows, seed]) command.Add(option);
        return command.Does(context =>
        {
            var root = context.Get(folder)!;
            var known = context.Get(shape) switch
            {
                "tiny" => SampleModelShape.Tiny,
                "smollm2-135m" => SampleModelShape.SmolLm2_135M,
                var other => throw new InputException("--shape", $"\"{other}\"", "tiny or smollm2-135m"),
            };
            if (context.Get(seed) < 0) throw new InputException("--seed", $"{context.Get(seed)}", "0 or more");
            if (context.Get(rows) < 1) throw new InputException("--rows", $"{context.Get(rows)}", "1 or more");
            string model = Path.Combine(root, "model"), data = Path.Combine(root, "data");
            using var held = FolderLock.Take(root);
            if (!FolderLock.IsBare(root)) throw new InputException(root, "the folder is not empty", "a new folder", "choose another --out");
            SampleModel.Write(model, known, (ulong)context.Get(seed), bfloat16: known == SampleModelShape.SmolLm2_135M);
            SampleTasks.Write(data, (ulong)context.Get(seed), context.Get(users), context.Get(rows));
            return new CommandAnswer(
                new { model, data, parameters = known.ParameterCount, preset = SampleTasks.Preset },
                () => Console.Out.WriteLine($"{model}: {known.ParameterCount:N0} random parameters\n{data}: {context.Get(users)} users (preset {SampleTasks.Preset})\n"
                    + $"next: {PrintedCommand.Of("train", "--model", PrintedCommand.PathWord(model), "--data", PrintedCommand.PathWord(data), "--preset", SampleTasks.Preset, "--start", "lora-like", "--steps", "30", "--out", PrintedCommand.PathWord(Path.Combine(root, "run")))}"));
        });
    }
}
