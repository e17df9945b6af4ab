namespace Colora.Configuration;

/// <summary>Says in one line what a setting does: shown in tables of keys and in the JSON Schema.</summary>
/// <param name="description">One line, no full stop needed.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingAttribute(string description) : Attribute
{
    /// <summary>What the setting does.</summary>
    public string Description { get; } = description;

    /// <summary>Unit of the value ("tokens", "seconds"); empty where it has none.</summary>
    public string Unit { get; set; } = "";
}
