using System.CommandLine;

namespace Colora.Cli;

/// <summary>One example for the help of each command.</summary>
internal static class HelpExamples
{
    private static readonly Dictionary<string, string> Known = new()
    {
        [""] = "demo",
        ["demo"] = "--out demo-out",
        ["train"] = "--model SmolLM2-135M-Instruct --data tickets.jsonl --user-column tenant --validation 0.1 "
            + "--out runs/tickets",
        ["compare"] = "--preset same-family --methods base,local,pooled,colora --examples-per-user 16 "
            + "--out out/compare",
        ["evaluate"] = "--run runs/tickets",
        ["similarity"] = "--run runs/tickets",
        ["onboard"] = "--run runs/tickets --data new.jsonl --user-column tenant --out runs/newcomers",
        ["plan"] = "--pilot out/compare --target 80",
        ["tables"] = "docs/results/embedded.md --check",
        ["generate"] = "--run runs/tickets --user acme --prompt \"Printer on floor 2 is jammed\"",
        ["export"] = "--run runs/tickets --all --out adapters",
        ["verify"] = "--model SmolLM2-135M-Instruct --reference reference.safetensors",
        ["tokenize"] = "--model SmolLM2-135M-Instruct --file texts.jsonl --out ids.jsonl",
        ["score"] = "--predictions predictions.jsonl --rows scores.jsonl",
        ["preview"] = "--model SmolLM2-135M-Instruct --data tickets.jsonl --user-column tenant",
        ["validate"] = "--config run.yaml --set training.steps=200",
        ["config"] = "keys",
        ["config schema"] = "",
        ["config keys"] = "",
        ["config show"] = "--config run.yaml --rank 8",
        ["sample"] = "--out sample --rows 64",
        ["corpus"] = "--out corpus --documents 1000",
        ["pretrain"] = "--config pretrain.yaml --out runs/base",
        ["benchmark"] = "--rows 128 --tenants 16 --family hotel --out house-rules",
        ["lab"] = "run P1 --quick",
        ["lab list"] = "",
        ["lab run"] = "P1 --quick",
        ["lab all"] = "--quick --out out/lab",
        ["lab check"] = "--out out/check",
        ["lab bridge"] = "--quick",
        ["lab recover"] = "--users 20 --rows 60 --noise 0.1",
    };

    /// <summary>
    /// The arguments of a command's example, with those that name the command itself; null where it has none.
    /// </summary>
    public static string? Of(Command command)
    {
        var path = PathOf(command);
        return Known.TryGetValue(path, out var rest) ? $"{path} {rest}".Trim() : null;
    }

    /// <summary>The words that name a command, without the program's own.</summary>
    public static string PathOf(Command command)
    {
        var names = new List<string>();
        for (var at = command; at.Parents.OfType<Command>().FirstOrDefault() is { } parent; at = parent)
            names.Insert(0, at.Name);
        return string.Join(' ', names);
    }
}
