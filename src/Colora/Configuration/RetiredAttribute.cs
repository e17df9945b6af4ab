namespace Colora.Configuration;

/// <summary>A key that the section had once: it is refused by name, with what has taken its place.</summary>
/// <param name="name">The key as YAML spelled it, without the section.</param>
/// <param name="instead">What holds now, in a clause.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
internal sealed class RetiredAttribute(string name, string instead) : Attribute
{
    /// <summary>The key.</summary>
    public string Name { get; } = name;

    /// <summary>What holds now.</summary>
    public string Instead { get; } = instead;
}
