namespace Colora.Tokenization.Jinja;

/// <summary>A template that is malformed or that fails; the message is what Jinja's own error would mean.</summary>
internal sealed class JinjaException(string message, int line = 0) : Exception(message)
{
    /// <summary>Line of the template, from 1; 0 where it is not known.</summary>
    public int Line { get; } = line;
}
