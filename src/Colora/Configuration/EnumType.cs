using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colora.Configuration;

/// <summary>
/// One of an enum's values, written in kebab-case (<c>LoraLike</c>: <c>lora-like</c>) or as its
/// <see cref="YamlNameAttribute"/> says.
/// </summary>
internal sealed class EnumType : ChoiceType
{
    private readonly List<(string Name, object Value)> members;

    public EnumType(Type type)
    {
        members =
        [
            .. type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (
                field.GetCustomAttribute<YamlNameAttribute>()?.Name
                    ?? JsonNamingPolicy.KebabCaseLower.ConvertName(field.Name),
                field.GetValue(null)!)),
        ];
        Choices = [.. members.Select(member => member.Name)];
    }

    public override IReadOnlyList<string> Choices { get; }

    public override object? Read(string text) => members.FirstOrDefault(member => member.Name == text).Value;

    public override string Write(object value) => YamlText.Write(NameOf(value));

    public override JsonNode ToJson(object value) => JsonValue.Create(NameOf(value));

    private string NameOf(object value) =>
        members.FirstOrDefault(member => member.Value.Equals(value)).Name
        ?? throw new ArgumentException($"{value} is no value of {value.GetType().Name}", nameof(value));
}
