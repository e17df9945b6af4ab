using System.CommandLine;
using System.Text.Json;
using Colora.Configuration;
using Colora.Runs;
using Colora.Synthetic.Embedded;

namespace Colora.Cli.Commands;

/// <summary><c>colora config schema|keys|show</c>.</summary>
internal static class ConfigCommand
{
    public static Command Build()
    {
        var schema = new Command("schema", "Print the JSON schema of the config.").Does(_ =>
        {
            var document = ConfigSchema.Of(EmbeddedFiles.Config);
            var text = JsonSerializer.Serialize(document, RunJson.Document);
            return new CommandAnswer(document, () => Console.Out.WriteLine(text));
        });
        var keys = new Command("keys", "List every key with its type, default and meaning.").Does(_ =>
        {
            var all = ConfigKeys.Of(EmbeddedFiles.Config);
            return new CommandAnswer(all, () => ShowKeys(all));
        });
        var show = new Command("show", "Print the effective config as YAML.");
        var options = ConfigOptions.AddTo(show);
        show.Does(context =>
        {
            var effective = options.Read(context.Parsed);
            var yaml = ConfigWriter.ToYaml(effective);
            return new CommandAnswer(ConfigWriter.ToJson(effective), () => Console.Out.Write(yaml));
        });
        return new Command("config", "About the config.") { schema, keys, show };
    }

    private static void ShowKeys(IReadOnlyList<ConfigKey> keys)
    {
        // Each key on a line of its own, which no width breaks.
        foreach (var key in keys)
        {
            Console.Out.WriteLine(key.Key);
            Console.Out.WriteLine($"    {key.Type}; default {key.Default}");
            Console.Out.WriteLine($"    {key.Description}");
        }
    }
}
