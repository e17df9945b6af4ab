using System.Text.Json.Nodes;

namespace Colora.Configuration;

/// <summary>true or false, and no other spelling: YAML 1.1's yes, no, on and off are texts to YAML 1.2.</summary>
internal sealed class BooleanType : ScalarType
{
    public override string One => "true or false";

    public override string Many => "true or false";

    public override string Label => "boolean";

    public override string JsonType => "boolean";

    public override object? Read(string text) => text switch { "true" => true, "false" => false, _ => null };

    public override string RemedyFor(string text) => text.ToLowerInvariant() switch
    {
        "true" or "yes" or "y" or "on" or "1" => "write true",
        "false" or "no" or "n" or "off" or "0" => "write false",
        _ => "",
    };

    public override string Write(object value) => (bool)value ? "true" : "false";

    public override JsonNode ToJson(object value) => JsonValue.Create((bool)value);
}
