using System.CommandLine;
using Colora.Configuration;
using Colora.Runs;
using Colora.Synthetic.Embedded;

namespace Colora.Cli.Commands;

/// <summary>
/// The options that are names for keys of the config. Precedence: defaults, then <c>--config</c>, then these, then
/// <c>--set</c>. Values are checked by the config, all at once.
/// </summary>
internal sealed class ConfigOptions
{
    private static readonly KeyOption[] Known =
    [
        new("--model", "model", "MODEL",
            "model folder (config.json, tokenizer.json, safetensors) or owner/name of a hub; the embedded base when "
            + "absent"),
        new("--revision", "revision", "REV", "branch, tag or commit of a model of a hub"),
        new("--data", "data.path", "PATH",
            "data folder, folder of collections, or one JSONL file with a user column; the embedded benchmark when "
            + "absent"),
        new("--users", "data.users", "a,b,c", "users, separated by commas; all when absent"),
        new("--preset", "data.preset", "NAME", "named set of users"),
        new("--presets", "data.presets", "FILE", "presets file; presets.json of the data folder when absent"),
        new("--user-column", "data.user_column", "NAME", "column that names the user in a single JSONL file"),
        new("--examples-per-user", "data.examples_per_user", "N",
            "labelled rows of each user, validation included; 0 = all"),
        new("--validation", "data.validation", "X",
            "rows of each user to choose checkpoints by: a share below 1 or a number"),
        new("--instruction", "prompt.instruction", "true|false", "show the task's instruction to the model"),
        new("--max-length", "prompt.max_length", "N", "longest prompt with answer, in tokens"),
        new("--method", "adapter.method", "colora|local|pooled", "what users share"),
        new("--rank", "adapter.rank", "R", "rank of the factors"),
        new("--alpha", "adapter.alpha", "X", "scaling is alpha / rank"),
        new("--target-modules", "adapter.target_modules", "a,b", "module names, or all-linear"),
        new("--start", "start.kind", "KIND",
            "auto (lora-like, or by a race), orthogonal-mix, lora-like, orthonormal, spectral or weight-svd"),
        new("--rho", "start.rho", "X", "orthogonal-mix: 1 = all alike, 0 = unrelated"),
        new("--optimizer", "optimizer.kind", "muon|adamw", "what turns gradients into steps"),
        new("--learning-rate", "optimizer.learning_rate", "X", "peak rate of A and B"),
        new("--core-learning-rate", "optimizer.core_learning_rate", "X", "peak rate of the cores"),
        new("--steps", "training.steps", "N", "optimizer steps"),
        new("--epochs", "training.epochs", "X", "passes over all rows, where --steps is absent"),
        new("--batch-size", "training.batch_size", "N", "rows of one forward pass"),
        new("--seed", "training.seed", "N", "the one seed of the run"),
        new("--validate-every", "checkpoints.validate_every", "N", "steps between validations"),
        new("--checkpoint-every", "checkpoints.every", "N", "steps between checkpoints"),
        new("--device", "engine.device", "cpu|cuda", "device that computes"),
        new("--dtype", "engine.dtype", "float32|bfloat16", "element type of the base; auto when absent"),
        new("--threads", "engine.threads", "N", "threads; 0 = all cores"),
        new("--max-rows", "evaluation.max_rows", "N", "test rows of each user; 0 = all"),
        new("--max-new-tokens", "evaluation.max_new_tokens", "N", "most tokens of a generated answer"),
    ];

    private static readonly Lazy<Dictionary<string, string>> Defaults = new(() =>
        ConfigKeys.Of(EmbeddedFiles.Config).ToDictionary(key => key.Key, key => key.Default));

    private readonly List<(Option<string?> Option, string Key)> options = [];

    private readonly Option<string?> file = new("--config")
    {
        Description = "YAML file of the config",
        HelpName = "FILE",
    };

    private readonly Option<string[]> set = new("--set")
    {
        Description = "override any key: --set optimizer.beta2=0.99",
        HelpName = "key=value",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Adds the options of the named keys to a command; all when none is named.</summary>
    public static ConfigOptions AddTo(Command command, params string[] names)
    {
        var isAll = names.Length == 0;
        return Add(command, withFile: isAll, name => isAll || names.Contains(name));
    }

    /// <summary>Adds the options of all keys but the named ones, whose names the command uses otherwise.</summary>
    public static ConfigOptions AddAllBut(Command command, params string[] names) =>
        Add(command, withFile: true, name => !names.Contains(name));

    private static ConfigOptions Add(Command command, bool withFile, Func<string, bool> isWanted)
    {
        var added = new ConfigOptions();
        foreach (var known in Known.Where(known => isWanted(known.Name)))
        {
            var option = new Option<string?>(known.Name)
            {
                Description = withFile ? known.Description + DefaultOf(known.Key) : known.Description,
                HelpName = known.Value,
            };
            added.options.Add((option, known.Key));
            command.Add(option);
        }

        if (withFile) command.Add(added.file);
        command.Add(added.set);
        return added;
    }

    /// <summary>
    /// As other options show theirs; none where the description says what holds when the option is absent.
    /// </summary>
    private static string DefaultOf(string key) => Defaults.Value[key] switch
    {
        "" or "null" or "[]" or "\"\"" or "embedded" => "",
        var value => $" [default: {value}]",
    };

    /// <summary>The effective config of an invocation.</summary>
    /// <param name="parsed">The arguments.</param>
    /// <param name="file">Config file to use instead of <c>--config</c>.</param>
    /// <exception cref="ConfigException">All that is wrong with it.</exception>
    public RunConfig Read(ParseResult parsed, string? file = null)
    {
        var flags = new Dictionary<string, ConfigFlag>();
        foreach (var (option, key) in options)
            if (parsed.GetValue(option) is { } value) flags.Add(key, new ConfigFlag(option.Name, value));
        var given = parsed.GetResult(this.file) is null ? null : parsed.GetValue(this.file);
        return ConfigReader.Read<RunConfig>(file ?? given, flags, parsed.GetValue(set) ?? [], EmbeddedFiles.Config);
    }

    /// <summary>Whether a value was given for any of the options.</summary>
    public bool AnyGiven(ParseResult parsed) =>
        parsed.GetResult(file) is not null
        || parsed.GetResult(set) is not null
        || options.Any(option => parsed.GetResult(option.Option) is not null);

    /// <summary>An option that stands for a key.</summary>
    /// <param name="Name">The option's.</param>
    /// <param name="Key">The key.</param>
    /// <param name="Value">What help calls its value.</param>
    /// <param name="Description">What it means.</param>
    private sealed record KeyOption(string Name, string Key, string Value, string Description);
}
