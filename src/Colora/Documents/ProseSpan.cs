namespace Colora.Documents;

/// <summary>A piece of prose.</summary>
/// <param name="Text">Its text, as it is read: writers escape it.</param>
/// <param name="Kind">How it is set.</param>
internal readonly record struct ProseSpan(string Text, SpanKind Kind);
