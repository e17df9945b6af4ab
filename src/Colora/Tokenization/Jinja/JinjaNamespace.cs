namespace Colora.Tokenization.Jinja;

/// <summary>The object that <c>namespace(…)</c> makes: its attributes may be set from inside loops.</summary>
internal sealed class JinjaNamespace
{
    public Dictionary<string, object?> Values { get; } = [];
}
