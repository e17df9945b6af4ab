using System.Text;
using System.Text.RegularExpressions;

namespace Colora.Tokenization.Jinja;

/// <summary>
/// Template text → tokens, with trim_blocks (the newline after a block tag vanishes), lstrip_blocks (blanks before a block tag that begins a
/// line vanish), and the signs <c>-</c> and <c>+</c> that override both.
/// </summary>
internal sealed partial class TemplateLexer
{
    private static readonly string[] Operators =
        ["**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", "(", ")", "[", "]", "{", "}", ",", ".", ":", "|"];

    private readonly string source;
    private readonly List<TemplateToken> tokens = [];
    private int at;
    private int line = 1;

    private TemplateLexer(string template)
    {
        source = template.ReplaceLineEndings("\n");
        if (source.EndsWith('\n')) source = source[..^1];
    }

    public static List<TemplateToken> Read(string template)
    {
        var lexer = new TemplateLexer(template);
        lexer.ReadAll();
        return lexer.tokens;
    }

    private void ReadAll()
    {
        while (at < source.Length)
        {
            var tag = NextTag(at);
            var text = source[at..tag];
            if (tag == source.Length)
            {
                AddData(text);
                break;
            }

            var kind = source[tag + 1];
            var sign = tag + 2 < source.Length ? source[tag + 2] : ' ';
            AddData(sign == '-' ? text.TrimEnd() : kind != '{' && sign != '+' ? StripLine(text, tag) : text);
            at = tag + 2 + (sign is '-' or '+' ? 1 : 0);
            if (kind == '#') SkipComment();
            else ReadTag(kind == '{');
        }

        tokens.Add(new TemplateToken(TokenKind.End, "", line));
    }

    /// <summary>lstrip_blocks: blanks between the line's beginning and a block tag vanish.</summary>
    private string StripLine(string text, int tag)
    {
        var begin = text.LastIndexOf('\n') + 1;
        var startsLine = begin > 0 || tag == text.Length || (tag - text.Length > 0 && source[tag - text.Length - 1] == '\n');
        return startsLine && text.AsSpan(begin).IsWhiteSpace() ? text[..begin] : text;
    }

    private int NextTag(int from)
    {
        for (var i = from; i + 1 < source.Length; i++)
            if (source[i] == '{' && source[i + 1] is '{' or '%' or '#' && source[i] == '{') return i;
        return source.Length;
    }

    private void AddData(string text)
    {
        if (text.Length > 0) tokens.Add(new TemplateToken(TokenKind.Data, text, line));
    }

    private void SkipComment()
    {
        var end = source.IndexOf("#}", at, StringComparison.Ordinal);
        if (end < 0) throw new JinjaException("a comment has no end", line);
        CountLines(source.AsSpan(at, end - at));
        AfterTag(end, source[end - 1] == '-', trims: true);
    }

    private void ReadTag(bool print)
    {
        tokens.Add(new TemplateToken(print ? TokenKind.BeginPrint : TokenKind.BeginTag, "", line));
        var brackets = 0;
        while (true)
        {
            SkipBlanks();
            if (at >= source.Length) throw new JinjaException("a tag has no end", line);
            if (brackets == 0 && IsEnd(print, out var minus, out var length))
            {
                tokens.Add(new TemplateToken(print ? TokenKind.EndPrint : TokenKind.EndTag, "", line));
                AfterTag(at + length - 2, minus, trims: !print && source[at] != '+');
                if (!print) ReadRaw();
                return;
            }

            var token = ReadToken();
            if (token.Kind == TokenKind.Operator) brackets += token.Text is "(" or "[" or "{" ? 1 : token.Text is ")" or "]" or "}" ? -1 : 0;
            tokens.Add(token);
        }
    }

    private bool IsEnd(bool print, out bool minus, out int length)
    {
        var end = print ? "}}" : "%}";
        var signed = source[at] is '-' or '+' && string.CompareOrdinal(source, at + 1, end, 0, 2) == 0;
        minus = signed && source[at] == '-';
        length = signed ? 3 : 2;
        return signed || string.CompareOrdinal(source, at, end, 0, 2) == 0;
    }

    /// <summary>Goes on behind a tag whose last two characters begin at <paramref name="end"/>.</summary>
    private void AfterTag(int end, bool minus, bool trims)
    {
        at = end + 2;
        if (minus)
        {
            while (at < source.Length && char.IsWhiteSpace(source[at]))
                if (source[at++] == '\n') line++;
        }
        else if (trims && at < source.Length && source[at] == '\n')
        {
            at++;
            line++;
        }
    }

    /// <summary>After <c>{% raw %}</c> everything up to <c>{% endraw %}</c> is text.</summary>
    private void ReadRaw()
    {
        if (tokens.Count < 3 || tokens[^2] is not { Kind: TokenKind.Name, Text: "raw" } || tokens[^3].Kind != TokenKind.BeginTag) return;
        var match = EndRaw().Match(source, at);
        if (!match.Success) throw new JinjaException("raw has no endraw", line);
        tokens.RemoveRange(tokens.Count - 3, 3);
        var text = source[at..match.Index];
        AddData(match.Groups[1].Value == "-" ? text.TrimEnd() : match.Groups[1].Value == "+" ? text : StripLine(text, match.Index));
        CountLines(source.AsSpan(at, match.Index + match.Length - at));
        AfterTag(match.Index + match.Length - 2, match.Groups[2].Value == "-", trims: match.Groups[2].Value != "+");
    }

    private void SkipBlanks()
    {
        while (at < source.Length && char.IsWhiteSpace(source[at]))
            if (source[at++] == '\n') line++;
    }

    private TemplateToken ReadToken()
    {
        var c = source[at];
        if (c is '\'' or '"') return new TemplateToken(TokenKind.Text, ReadString(c), line);
        if (char.IsAsciiDigit(c))
        {
            var match = NumberPattern().Match(source, at);
            at += match.Length;
            var text = match.Value.Replace("_", "");
            return new TemplateToken(text.AsSpan().IndexOfAny('.', 'e', 'E') >= 0 ? TokenKind.Number : TokenKind.Integer, text, line);
        }

        if (char.IsLetter(c) || c == '_')
        {
            var begin = at;
            while (at < source.Length && (char.IsLetterOrDigit(source[at]) || source[at] == '_')) at++;
            return new TemplateToken(TokenKind.Name, source[begin..at], line);
        }

        foreach (var op in Operators)
        {
            if (string.CompareOrdinal(source, at, op, 0, op.Length) != 0) continue;
            at += op.Length;
            return new TemplateToken(TokenKind.Operator, op, line);
        }

        throw new JinjaException($"unexpected character '{c}'", line);
    }

    private string ReadString(char quote)
    {
        var text = new StringBuilder();
        for (at++; at < source.Length && source[at] != quote; at++)
        {
            if (source[at] == '\n') line++;
            if (source[at] != '\\' || at + 1 >= source.Length)
            {
                text.Append(source[at]);
                continue;
            }

            at++;
            switch (source[at])
            {
                case 'n': text.Append('\n'); break;
                case 't': text.Append('\t'); break;
                case 'r': text.Append('\r'); break;
                case 'b': text.Append('\b'); break;
                case 'f': text.Append('\f'); break;
                case 'v': text.Append('\v'); break;
                case 'a': text.Append('\a'); break;
                case '0': text.Append('\0'); break;
                case '\n': break;
                case 'x': text.Append(ReadCode(2)); break;
                case 'u': text.Append(ReadCode(4)); break;
                case 'U': text.Append(ReadCode(8)); break;
                case '\\' or '\'' or '"': text.Append(source[at]); break;
                default: text.Append('\\').Append(source[at]); break;
            }
        }

        if (at >= source.Length) throw new JinjaException("a string has no end", line);
        at++;
        return text.ToString();
    }

    private string ReadCode(int digits)
    {
        if (at + digits >= source.Length || !int.TryParse(source.AsSpan(at + 1, digits), System.Globalization.NumberStyles.HexNumber, null, out var code) || code > 0x10ffff)
            throw new JinjaException("a malformed escape in a string", line);
        at += digits;
        return code is >= 0xd800 and < 0xe000 ? ((char)code).ToString() : char.ConvertFromUtf32(code);
    }

    private void CountLines(ReadOnlySpan<char> text) => line += text.Count('\n');

    [GeneratedRegex(@"\G\d[\d_]*(\.\d+)?([eE][+-]?\d+)?", RegexOptions.CultureInvariant)]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"\{%([-+]?)\s*endraw\s*([-+]?)%\}", RegexOptions.CultureInvariant)]
    private static partial Regex EndRaw();
}
