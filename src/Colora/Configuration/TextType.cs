using System.Text.Json.Nodes;

namespace Colora.Configuration;

/// <summary>
/// A text, taken as written: the setting's type decides, so that <c>007</c> and <c>yes</c> need no quotes.
/// </summary>
internal sealed class TextType : ScalarType
{
    public override string One => "a text";

    public override string Many => "texts";

    public override string Label => "text";

    public override string JsonType => "string";

    public override object? Read(string text) => text;

    public override string RemedyFor(string text) => "";

    public override string Write(object value) => YamlText.Write((string)value);

    public override JsonNode ToJson(object value) => JsonValue.Create((string)value);
}
