using System.Buffers;
using System.Text;
using Colora.Templates.Jinja.Values;

namespace Colora.Templates.Jinja;

/// <summary>
/// Template text → tokens, with trim_blocks (the newline after a block tag vanishes), lstrip_blocks (blanks before a block tag that begins a
/// line vanish), and the signs <c>-</c> and <c>+</c> that override both.
/// </summary>
internal sealed class TemplateLexer
{
    private static readonly string[] Operators =
        ["**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", "(", ")", "[", "]", "{", "}", ",", ".", ":", "|", ";"];

    private static readonly SearchValues<char> Blanks = SearchValues.Create([.. Enumerable.Range(0, 0x10000).Select(code => (char)code).Where(LetterClass.IsBlank)]);

    private readonly string source;
    private readonly List<TemplateToken> tokens = [];
    private int at;
    private int line = 1;
    private bool lineStarts = true;

    /// <summary>Line ends become \n (no other character ends a line); one at the very end vanishes.</summary>
    private TemplateLexer(string template)
    {
        source = template.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
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

            if (TryReadRaw(tag, text)) continue;
            var kind = source[tag + 1];
            var sign = SignAt(tag + 2);
            AddText(text, sign, strips: kind != '{');
            at = tag + 2 + (sign == ' ' ? 0 : 1);
            if (kind == '#') SkipComment();
            else ReadTag(kind == '{');
        }

        tokens.Add(new TemplateToken(TokenKind.End, "", line));
    }

    private char SignAt(int place) => place < source.Length && (source[place] is '-' or '+') ? source[place] : ' ';

    /// <summary>The text before a tag, less the blanks that the tag takes away.</summary>
    private void AddText(string text, char sign, bool strips)
    {
        var kept = text;
        if (sign == '-')
        {
            var end = text.Length;
            while (end > 0 && LetterClass.IsBlank(text[end - 1])) end--;
            kept = text[..end];
        }
        else if (sign != '+' && strips)
        {
            var begin = text.LastIndexOf('\n') + 1;
            if ((begin > 0 || lineStarts) && text.AsSpan(begin).IndexOfAnyExcept(Blanks) < 0) kept = text[..begin];
        }

        AddData(kept);
        line += text.AsSpan(kept.Length).Count('\n');
    }

    private int NextTag(int from)
    {
        for (var i = source.IndexOf('{', from); i >= 0 && i + 1 < source.Length; i = source.IndexOf('{', i + 1))
            if (source[i + 1] is '{' or '%' or '#') return i;
        return source.Length;
    }

    private void AddData(string text)
    {
        if (text.Length > 0) tokens.Add(new TemplateToken(TokenKind.Data, text, line));
        line += text.AsSpan().Count('\n');
    }

    private void SkipComment()
    {
        var end = source.IndexOf("#}", at, StringComparison.Ordinal);
        if (end < 0) throw new TemplateException("Missing end of comment tag", line);
        var sign = end > at && (source[end - 1] is '-' or '+') ? source[end - 1] : ' ';
        line += source.AsSpan(at, end - at).Count('\n');
        AfterTag(end + 2, sign == '-', trims: sign != '+');
    }

    private void ReadTag(bool print)
    {
        tokens.Add(new TemplateToken(print ? TokenKind.BeginPrint : TokenKind.BeginTag, "", line));
        var open = new Stack<char>();
        while (true)
        {
            SkipBlanks();
            if (at >= source.Length) throw new TemplateException("a tag has no end", line);
            if (open.Count == 0 && IsEnd(print, out var sign))
            {
                tokens.Add(new TemplateToken(print ? TokenKind.EndPrint : TokenKind.EndTag, "", line));
                AfterTag(at + (sign == ' ' ? 2 : 3), sign == '-', trims: !print && sign != '+');
                return;
            }

            var token = ReadToken();
            if (token.Kind == TokenKind.Operator) Balance(token.Text, open);
            tokens.Add(token);
        }
    }

    private void Balance(string op, Stack<char> open)
    {
        switch (op)
        {
            case "(": open.Push(')'); break;
            case "[": open.Push(']'); break;
            case "{": open.Push('}'); break;
            case ")" or "]" or "}":
                if (open.Count == 0) throw new TemplateException($"unexpected '{op}'", line);
                if (open.Pop() is var expected && expected != op[0]) throw new TemplateException($"unexpected '{op}', expected '{expected}'", line);
                break;
        }
    }

    private bool IsEnd(bool print, out char sign)
    {
        sign = source[at] == '-' || (source[at] == '+' && !print) ? source[at] : ' ';
        return string.CompareOrdinal(source, at + (sign == ' ' ? 0 : 1), print ? "}}" : "%}", 0, 2) == 0;
    }

    /// <summary>Goes on behind a tag.</summary>
    private void AfterTag(int behind, bool minus, bool trims)
    {
        at = behind;
        lineStarts = false;
        if (minus)
        {
            while (at < source.Length && LetterClass.IsBlank(source[at]))
            {
                lineStarts = source[at] == '\n';
                if (source[at++] == '\n') line++;
            }
        }
        else if (trims && at < source.Length && source[at] == '\n')
        {
            at++;
            line++;
            lineStarts = true;
        }
    }

    /// <summary>After <c>{% raw %}</c> everything up to <c>{% endraw %}</c> is text.</summary>
    private bool TryReadRaw(int tag, string before)
    {
        if (!IsWordTag(tag, "raw", out var sign, out var endSign, out var behind) || endSign == '+') return false;
        AddText(before, sign, strips: true);
        line += source.AsSpan(tag, behind - tag).Count('\n');
        AfterTag(behind, endSign == '-', trims: false);
        var begin = at;
        for (var end = source.IndexOf("{%", begin, StringComparison.Ordinal); end >= 0; end = source.IndexOf("{%", end + 1, StringComparison.Ordinal))
        {
            if (!IsWordTag(end, "endraw", out sign, out endSign, out behind)) continue;
            AddText(source[begin..end], sign, strips: true);
            line += source.AsSpan(end, behind - end).Count('\n');
            AfterTag(behind, endSign == '-', trims: endSign != '+');
            return true;
        }

        throw new TemplateException("Missing end of raw directive", line);
    }

    /// <summary>Whether a block tag holds one word and nothing else.</summary>
    private bool IsWordTag(int tag, string word, out char sign, out char endSign, out int behind)
    {
        (sign, endSign, behind) = (' ', ' ', tag);
        if (source[tag + 1] != '%') return false;
        sign = SignAt(tag + 2);
        var place = tag + 2 + (sign == ' ' ? 0 : 1);
        while (place < source.Length && LetterClass.IsBlank(source[place])) place++;
        if (string.CompareOrdinal(source, place, word, 0, word.Length) != 0) return false;
        place += word.Length;
        while (place < source.Length && LetterClass.IsBlank(source[place])) place++;
        endSign = SignAt(place);
        if (endSign != ' ') place++;
        behind = place + 2;
        return string.CompareOrdinal(source, place, "%}", 0, 2) == 0;
    }

    private void SkipBlanks()
    {
        while (at < source.Length && LetterClass.IsBlank(source[at]))
            if (source[at++] == '\n') line++;
    }

    private TemplateToken ReadToken()
    {
        var c = source[at];
        if (c is '\'' or '"') return ReadString(c);
        if (char.IsAsciiDigit(c)) return ReadNumber();
        var rune = CodePoints.At(source, at);
        if (LetterClass.IsAlpha(rune) || c == '_')
        {
            var begin = at;
            while (at < source.Length && IsNamePart(CodePoints.At(source, at))) at += CodePoints.Width(source, at);
            return new TemplateToken(TokenKind.Name, source[begin..at], line);
        }

        foreach (var op in Operators)
        {
            if (string.CompareOrdinal(source, at, op, 0, op.Length) != 0) continue;
            at += op.Length;
            return new TemplateToken(TokenKind.Operator, op, line);
        }

        throw new TemplateException($"unexpected char '{rune}'", line);
    }

    private static bool IsNamePart(Rune rune) => LetterClass.IsWord(rune);

    /// <summary>An integer (decimal, 0x, 0o, 0b) or a float; underscores may stand between digits.</summary>
    private TemplateToken ReadNumber()
    {
        var afterDot = at > 0 && source[at - 1] == '.';
        var whole = Digits(at, char.IsAsciiDigit, leads: false);
        var end = whole;
        if (end < source.Length && source[end] == '.') end = Digits(end + 1, char.IsAsciiDigit, leads: false) is var fraction && fraction > end + 1 ? fraction : end;
        var isFloat = end > whole;
        if (end < source.Length && (source[end] is 'e' or 'E'))
        {
            var sign = end + 1 < source.Length && (source[end + 1] is '+' or '-') ? 1 : 0;
            if (Digits(end + 1 + sign, char.IsAsciiDigit, leads: false) is var exponent && exponent > end + 1 + sign) (end, isFloat) = (exponent, true);
        }

        if (isFloat && !afterDot) return Take(TokenKind.Number, end);
        if (source[at] != '0') return Take(TokenKind.Integer, whole);
        var based = at + 1 >= source.Length ? at : char.ToLowerInvariant(source[at + 1]) switch
        {
            'x' => Digits(at + 2, char.IsAsciiHexDigit, leads: true),
            'o' => Digits(at + 2, c => c is >= '0' and <= '7', leads: true),
            'b' => Digits(at + 2, c => c is '0' or '1', leads: true),
            _ => at,
        };
        return Take(TokenKind.Integer, based > at + 2 ? based : Digits(at, c => c == '0', leads: false));
    }

    /// <summary>The place behind digits with single underscores between them (or, where one may lead, before them).</summary>
    private int Digits(int from, Func<char, bool> isDigit, bool leads)
    {
        var end = from;
        while (end < source.Length && (isDigit(source[end]) || (source[end] == '_' && (end > from ? source[end - 1] != '_' : leads) && end + 1 < source.Length && isDigit(source[end + 1])))) end++;
        return end;
    }

    private TemplateToken Take(TokenKind kind, int end)
    {
        var text = source[at..end].Replace("_", "", StringComparison.Ordinal);
        at = end;
        return new TemplateToken(kind, text, line);
    }

    private TemplateToken ReadString(char quote)
    {
        var begun = line;
        var text = new StringBuilder();
        for (at++; at < source.Length && source[at] != quote; at++)
        {
            if (source[at] == '\n') line++;
            if (source[at] != '\\' || at + 1 >= source.Length) text.Append(source[at]);
            else ReadEscape(text);
        }

        if (at >= source.Length) throw new TemplateException("a string has no end", begun);
        at++;
        return new TemplateToken(TokenKind.Text, text.ToString(), begun);
    }

    private void ReadEscape(StringBuilder text)
    {
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
            case '\n': line++; break;
            case 'x': text.Append(ReadCode(2)); break;
            case 'u': text.Append(ReadCode(4)); break;
            case 'U': text.Append(ReadCode(8)); break;
            case 'N': throw new TemplateException("an escape by the name of a character (\\N) is not supported", line);
            case '\\' or '\'' or '"': text.Append(source[at]); break;
            case >= '0' and <= '7':
                var code = source[at] - '0';
                for (var i = 0; i < 2 && at + 1 < source.Length && source[at + 1] is >= '0' and <= '7'; i++) code = (code * 8) + source[++at] - '0';
                text.Append((char)code);
                break;
            default:
                // Jinja writes what is not ASCII as an escape first, and the backslash before it takes that escape's away.
                var rune = CodePoints.At(source, at);
                if (rune.IsAscii) text.Append('\\').Append(source[at]);
                else text.Append(rune.Value < 0x100 ? $"\\x{rune.Value:x2}" : rune.IsBmp ? $"\\u{rune.Value:x4}" : $"\\U{rune.Value:x8}");
                at += rune.Utf16SequenceLength - 1;
                break;
        }
    }

    private string ReadCode(int digits)
    {
        var code = 0L;
        for (var i = 1; i <= digits; i++)
        {
            if (at + i >= source.Length || !char.IsAsciiHexDigit(source[at + i])) throw new TemplateException("truncated escape in a string", line);
            code = (code * 16) + Convert.ToInt32(source[at + i].ToString(), 16);
        }

        at += digits;
        if (code is >= 0xd800 and < 0xe000) throw new TemplateException("an escape for half of a surrogate pair is not supported", line);
        return code <= 0x10ffff ? char.ConvertFromUtf32((int)code) : throw new TemplateException("illegal Unicode character", line);
    }
}
