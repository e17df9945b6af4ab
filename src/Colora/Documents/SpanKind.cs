namespace Colora.Documents;

/// <summary>How a piece of prose is set.</summary>
internal enum SpanKind
{
    /// <summary>As it is.</summary>
    Plain,

    /// <summary>Heavy.</summary>
    Strong,

    /// <summary>As the name of an option or an arm.</summary>
    Code,
}
