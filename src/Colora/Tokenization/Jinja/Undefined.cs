namespace Colora.Tokenization.Jinja;

/// <summary>The value of a name that is not there: prints as nothing, is false, iterates as nothing, refuses all else.</summary>
/// <param name="Name">The name, for messages.</param>
internal sealed record Undefined(string Name);
