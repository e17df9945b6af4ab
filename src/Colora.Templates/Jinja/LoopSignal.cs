namespace Colora.Templates.Jinja;

/// <summary>How a block of statements ended.</summary>
internal enum LoopSignal
{
    /// <summary>At its end.</summary>
    None,

    /// <summary>By <c>break</c>.</summary>
    Break,

    /// <summary>By <c>continue</c>.</summary>
    Continue,
}
