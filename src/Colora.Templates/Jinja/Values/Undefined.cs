namespace Colora.Templates.Jinja.Values;

/// <summary>The value of a name that is not there: prints as nothing, is false, iterates as nothing, refuses all else.</summary>
/// <param name="Message">What its use is answered with.</param>
internal sealed record Undefined(string Message)
{
    /// <summary>The value of a name, an attribute or a key that is not there.</summary>
    public static Undefined Named(string name) => new($"'{name}' is undefined");

    /// <summary>The error of every use that is not allowed.</summary>
    public TemplateException Refusal() => new(Message);
}
