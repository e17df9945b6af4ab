namespace Colora.Configuration;

/// <summary>
/// The name of a key or of an enum's value in files, where the rule (snake_case for keys, kebab-case for values) does
/// not give it.
/// </summary>
/// <param name="name">The name as written in YAML.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
internal sealed class YamlNameAttribute(string name) : Attribute
{
    /// <summary>The name as written in YAML.</summary>
    public string Name { get; } = name;
}
