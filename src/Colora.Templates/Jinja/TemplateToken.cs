namespace Colora.Templates.Jinja;

/// <summary>A token inside a tag.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Text">Its text; of a string, the decoded content.</param>
/// <param name="Line">Line of the template, from 1.</param>
internal sealed record TemplateToken(TokenKind Kind, string Text, int Line);
