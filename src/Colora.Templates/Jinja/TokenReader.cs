namespace Colora.Templates.Jinja;

/// <summary>Reads the tokens of a template one after the other.</summary>
internal class TokenReader(List<TemplateToken> tokens)
{
    /// <summary>Place of the next token.</summary>
    public int At { get; set; }

    public TemplateToken Current => tokens[At];

    public bool Is(string text) => Current.Kind is TokenKind.Operator or TokenKind.Name && Current.Text == text;

    public bool Skip(string text)
    {
        if (!Is(text)) return false;
        At++;
        return true;
    }

    public void Expect(string text)
    {
        if (!Skip(text)) throw Unexpected($"'{text}'");
    }

    public string ExpectName()
    {
        if (Current.Kind != TokenKind.Name) throw Unexpected("a name");
        return tokens[At++].Text;
    }

    public TemplateException Unexpected(string expected) => new($"expected {expected}, found {Found()}", Current.Line);

    /// <summary>The token behind the next.</summary>
    protected TemplateToken Following => tokens[At + 1];

    /// <summary>Takes the next token, whatever it is.</summary>
    protected TemplateToken Take() => tokens[At++];

    private string Found() => Current.Kind switch
    {
        TokenKind.EndTag or TokenKind.EndPrint => "the end of the tag",
        TokenKind.End => "the end of the template",
        TokenKind.Data => "text",
        TokenKind.BeginTag or TokenKind.BeginPrint => "a tag",
        _ => $"'{(Current.Text.Length > 60 ? Current.Text[..60] : Current.Text)}'",
    };
}
