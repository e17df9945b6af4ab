namespace Colora.Configuration;

/// <summary>A row of a table of settings.</summary>
/// <param name="Key">Dotted key, as <c>training.batch_size</c>.</param>
/// <param name="Type">"integer", "number", "boolean", "text", the values of an enum as <c>a | b</c>, "list of …"; with
/// "or null" where null is allowed.</param>
/// <param name="Default">The default as YAML writes it.</param>
/// <param name="Description">What it does, with its unit and its limits.</param>
public sealed record ConfigKey(string Key, string Type, string Default, string Description);
