namespace Colora.Configuration;

/// <summary>
/// A text with more than blanks, or a list with an element; null passes. With an empty default the setting is one that
/// the user must give.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NotEmptyAttribute : Attribute;
