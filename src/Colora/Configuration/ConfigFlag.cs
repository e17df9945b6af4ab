namespace Colora.Configuration;

/// <summary>A value given by a command's own flag.</summary>
/// <param name="Name">The flag as the user wrote it, as <c>--rank</c>: named in errors.</param>
/// <param name="Value">The value as text.</param>
public sealed record ConfigFlag(string Name, string Value);
