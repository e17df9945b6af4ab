using System.Text.Json.Nodes;

namespace Colora.Configuration;

/// <summary>One of a list that grows, by its name (<see cref="INamed{TSelf}"/>).</summary>
internal sealed class NamedType<T> : ChoiceType where T : class, INamed<T>
{
    public override IReadOnlyList<string> Choices => [.. T.All.Select(one => one.Name)];

    public override object? Read(string text) => T.All.FirstOrDefault(one => one.Name == text);

    public override string Write(object value) => YamlText.Write(((T)value).Name);

    public override JsonNode ToJson(object value) => JsonValue.Create(((T)value).Name);
}
