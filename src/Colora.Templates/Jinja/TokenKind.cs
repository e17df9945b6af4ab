namespace Colora.Templates.Jinja;

/// <summary>Kinds of token.</summary>
internal enum TokenKind
{
    /// <summary>Text outside of tags.</summary>
    Data,

    /// <summary>{{.</summary>
    BeginPrint,

    /// <summary>}}.</summary>
    EndPrint,

    /// <summary>{%.</summary>
    BeginTag,

    /// <summary>%}.</summary>
    EndTag,

    /// <summary>A name or keyword.</summary>
    Name,

    /// <summary>A string literal.</summary>
    Text,

    /// <summary>An integer literal.</summary>
    Integer,

    /// <summary>A floating-point literal.</summary>
    Number,

    /// <summary>An operator or bracket.</summary>
    Operator,

    /// <summary>The end of the template.</summary>
    End,
}
