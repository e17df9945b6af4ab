using System.Globalization;
using System.Text.Json.Nodes;
using Colora.Configuration;
using YamlDotNet.RepresentationModel;

namespace Colora.Mutations.Readers;

/// <summary>A config: what is read, written and read again is the same, and what YamlDotNet's document says of a key is its value.</summary>
internal static class YamlReader
{
    public static void Compare<T>(string path)
        where T : class, new()
    {
        var read = ConfigReader.Read<T>(path, []);
        var written = ConfigWriter.ToYaml(read);
        File.WriteAllText(path + ".again", written);
        if (ConfigWriter.ToYaml(ConfigReader.Read<T>(path + ".again", [])) != written) throw new DisagreementException("written and read again it is another config");
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(File.ReadAllText(path)));
        }
        catch (YamlDotNet.Core.YamlException e)
        {
            throw new DisagreementException($"read, although YamlDotNet says: {e.Message}");
        }

        if (stream.Documents is [{ RootNode: YamlMappingNode root }]) Require(root, ConfigWriter.ToJson(read), "");
    }

    private static void Require(YamlNode file, JsonNode? read, string place)
    {
        switch (file, read)
        {
            case (YamlMappingNode mapping, JsonObject members):
                foreach (var (key, value) in mapping.Children)
                {
                    var name = ((YamlScalarNode)key).Value!;
                    if (!members.TryGetPropertyValue(name, out var member)) throw new DisagreementException($"{place}.{name} is taken for nothing");
                    Require(value, member, $"{place}.{name}");
                }

                break;
            case (YamlSequenceNode items, JsonArray list):
                if (items.Children.Count != list.Count) throw new DisagreementException($"{place}: {items.Children.Count} items are read as {list.Count}");
                for (var i = 0; i < list.Count; i++) Require(items[i], list[i], $"{place}[{i}]");
                break;
            case (YamlScalarNode scalar, JsonValue value):
                if (!IsSame(scalar.Value ?? "", value.ToString())) throw new DisagreementException($"{place}: {scalar.Value} is read as {value}");
                break;
            case (YamlScalarNode { Value: null or "" or "~" or "null" or "Null" or "NULL" }, _):
                break;
            default:
                throw new DisagreementException($"{place}: {file} is read as {read?.ToJsonString()}");
        }
    }

    private static bool IsSame(string stands, string read) => string.Equals(stands, read, StringComparison.OrdinalIgnoreCase)
        || double.TryParse(stands, NumberStyles.Float, CultureInfo.InvariantCulture, out var one) && double.TryParse(read, NumberStyles.Float, CultureInfo.InvariantCulture, out var other) && one == other;
}
