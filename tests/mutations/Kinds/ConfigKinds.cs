using Colora.Configuration;
using Colora.Mutations.Mutators;
using Colora.Mutations.Readers;
using Colora.Runs;

namespace Colora.Mutations.Kinds;

/// <summary>Configs in YAML.</summary>
internal static class ConfigKinds
{
    public static IEnumerable<FileKind> All =>
    [
        new("config", "s")
        {
            Change = (work, random) => Written(Path.Combine(work, "s/config.yaml"), random),
            Read = work => YamlReader.Compare<RunConfig>(Path.Combine(work, "s/config.yaml")),
            Commands = ["validate --config s/config.yaml"],
        },
        new("pretrain-config", "s") { Change = (work, random) => Pretraining(Path.Combine(work, "s/pretrain.yaml"), random), Read = work => YamlReader.Compare<Colora.Synthetic.Pretraining.PretrainConfig>(Path.Combine(work, "s/pretrain.yaml")) },
        new("run-config", "run", "s") { Change = (work, random) => Existing(Path.Combine(work, "run/config.yaml"), random), Commands = ["generate --run run --user reverse --prompt abc --max-new-tokens 2 --threads 1"] },
    ];

    private static IReadOnlyList<string> Written(string path, Random random)
    {
        File.WriteAllText(path, YamlMutator.Change(Node.Parse(ConfigWriter.ToJson(Colora.Synthetic.Embedded.EmbeddedFiles.Config).ToJsonString()), random));
        return [path];
    }

    private static IReadOnlyList<string> Pretraining(string path, Random random)
    {
        File.WriteAllText(path, YamlMutator.Change(Node.Parse(ConfigWriter.ToJson(new Colora.Synthetic.Pretraining.PretrainConfig()).ToJsonString()), random));
        return [path];
    }

    private static IReadOnlyList<string> Existing(string path, Random random)
    {
        File.WriteAllText(path, YamlMutator.Change(Node.Parse(ConfigWriter.ToJson(ConfigReader.Read<RunConfig>(path, [])).ToJsonString()), random, isShortened: false));
        return [path];
    }
}
