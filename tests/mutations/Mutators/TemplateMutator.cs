using System.Text.RegularExpressions;

namespace Colora.Mutations.Mutators;

/// <summary>
/// Changes templates in their structure: tags are exchanged, doubled, taken out and put around others; inside a tag a number, string, name, filter, test or
/// operator gives way to another of its kind, extremes among them; expressions are wrapped in others.
/// </summary>
internal sealed partial class TemplateMutator(Random random)
{
    private static readonly string[] Bases =
    [
        "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nYou are helpful.<|im_end|>\n' }}{% endif %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}",
        "{{ bos_token }}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation roles must alternate') }}{% endif %}{% if message.role == 'user' %}{{ '[INST] ' + message['content'] | trim + ' [/INST]' }}{% elif message.role == 'assistant' %}{{ message['content'] + eos_token }}{% else %}{{ '?' }}{% endif %}{% endfor %}",
        "{%- set ns = namespace(found=false, count=0) %}\n{%- for m in messages[::-1] %}\n    {%- set index = (messages|length - 1) - loop.index0 %}\n    {%- if m.role == 'user' and not ns.found and m.content is string %}\n        {%- set ns.found = true %}\n        {%- set ns.count = index %}\n    {%- endif %}\n{%- endfor %}\n{{- ns.count }} {{ ns.found|tojson }}\n",
        "{% macro show(d, depth=0) %}{% for k, v in d|dictsort %}{{ '  ' * depth }}{{ k }}={% if v is mapping %}\n{{ show(v, depth + 1) }}{% else %}{{ v|tojson }}{% endif %}\n{% endfor %}{% endmacro %}{{ show({'b': {'c': [1, 2.5, none], 'd': 'x'}, 'a': true}) }}",
        "{% if tools is not none %}{{ tools|map(attribute='name')|join(', ') }}{% else %}{{ messages|selectattr('role', 'equalto', 'user')|map(attribute='content')|list|tojson(indent=2) }}{% endif %}{{ messages|groupby('role')|length }}",
        "{% set parts = 'a,b;c d'.replace(';', ',').split(',') %}{% for p in parts if p %}{{ loop.index }}:{{ p.strip()|upper|center(7) }}|{% if not loop.last %}{{ loop.nextitem[0] }}{% endif %}{% else %}none{% endfor %}{{ parts[-1][::-1].title().rstrip('A') }}",
        "{{ '%05.2f|%-8s|%x|%e' % (3.14159, 'ab', 255, 12345.678) }} {{ '{:>10}|{:,}|{:.3f}'.format('q', 1234567, 2.0) }} {{ 7 // 2 }} {{ -7 % 3 }} {{ 2 ** 10 }} {{ 10 / 4 }} {{ 2.675|round(2) }} {{ '0x1F'|int(0, 16) }} {{ 1e16 }}",
        "{% call(x) outer(3) %}<{{ x }}>{% endcall %}{% macro outer(n) %}{% for i in range(n) %}{{ caller(i) }}{% endfor %}{% endmacro %}{% macro box(a, b='B') %}[{{ a }}{{ b }}{{ caller() }}]{% endmacro %}{% call box(1) %}in{% endcall %}{% filter upper|replace('A', 'b') %}text a{% endfilter %}{% set s | trim %} x {% endset %}{{ s }}",
        "{% for row in [[1, [2, 3]], [4]] recursive %}({% if row is iterable %}{{ loop(row) }}{% else %}{{ row }}{% endif %}){% endfor %}{% with a = 1, b = [2] * 3 %}{{ a + b|sum }}{{ b|unique|list }}{% endwith %}{{ range(10)|batch(3, 'x')|list }}{{ range(7)|slice(3)|map('sum')|list }}",
        "{%- if messages[0].role == 'system' -%}\n  {%- set system = messages[0].content -%}\n  {%- set rest = messages[1:] -%}\n{%- else -%}\n  {%- set rest = messages -%}\n{%- endif -%}\n{%- for m in rest -%}\n  {%- if m.content.startswith('H') or 'ok' in m.content -%}\n    {{ m.content.split('e')[0].lstrip('\\n') ~ loop.cycle('a', 'b') }}\n  {%- elif loop.index > 3 -%}{% break %}{%- else -%}{% continue %}{%- endif -%}\n{%- endfor -%}{{ system | default('none') }}",
        "{# a comment -#}\n  {% raw %}{{ not this }}{% endraw %}\n{% generation %}{{ messages|last|attr('role') }}{{ messages[-1]['content'] }}{% endgeneration %}\n{{ 'ß'.upper() ~ 'ΑΣ'.lower() ~ 'a😀b'[1] }}{{ [3, 1, 2]|sort(reverse=true)|first }}{{ ['b', 'A']|min }}",
    ];

    private static readonly string[] Numbers = ["0", "1", "2", "-1", "3", "7", "10", "100", "99999", "1000000", "1000000000", "2147483647", "9223372036854775807", "-9223372036854775808", "1e400", "0.5", "1e308", "0x7fffffffffffffff", "1_0", "10 ** 30"];
    private static readonly string[] Strings = ["''", "'a'", "'role'", "'content'", "'user'", "' '", "'\\n'", "'%s'", "'%999999d'", "'{:>999999}'", "'{0.__class__}'", "'é😀'", "'x' * 1000", "('ab' * 500000)", "'\\x00\\x1b[31m'", "'__class__'", "'append'"];
    private static readonly string[] Names = ["messages", "message", "m", "loop", "ns", "tools", "bos_token", "add_generation_prompt", "nothing", "range", "dict", "caller", "varargs", "kwargs", "none", "true", "parts", "x", "namespace(q=1)", "cycler(1, 2)", "self"];
    private static readonly string[] Filters = ["upper", "lower", "trim", "length", "list", "first", "last", "join('-')", "tojson", "tojson(indent=4)", "sort", "unique|list", "reverse|list", "map('string')|list", "select|list", "int", "float", "round(3)", "abs", "default('d')", "replace('a', 'bb')", "indent(4, true)", "batch(2)|list", "slice(3)|list", "center(40)", "string", "dictsort", "groupby(0)", "items|list", "sum", "max", "title", "truncate(3)", "wordcount", "urlencode", "e", "nosuch"];
    private static readonly string[] Tests = ["defined", "none", "string", "number", "mapping", "iterable", "odd", "divisibleby 3", "in [1, 2]", "eq 1", "lower", "sameas none", "nosuch"];
    private static readonly string[] Operators = ["+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", ">=", "and", "or", "in", "not in", "if 1 else"];
    private static readonly string[] Loops = ["{% for i in range(3) %}", "{% for i in messages %}", "{% for i in 'abc' %}", "{% for i in range(100000) %}"];

    /// <summary>The next template.</summary>
    public string Next()
    {
        var pieces = Pieces(random.Pick(Bases));
        for (var changes = random.Next(1, 4); changes > 0; changes--) Change(pieces);
        return string.Concat(pieces);
    }

    private void Change(List<string> pieces)
    {
        var at = random.Next(pieces.Count);
        switch (random.Next(20))
        {
            case 0:
                pieces.RemoveAt(at);
                if (pieces.Count == 0) pieces.Add("");
                break;
            case 1:
                pieces.Insert(at, pieces[random.Next(pieces.Count)]);
                break;
            case 2:
                var other = random.Next(pieces.Count);
                (pieces[at], pieces[other]) = (pieces[other], pieces[at]);
                break;
            case 3:
                pieces[at] = random.Pick(Pieces(random.Pick(Bases)));
                break;
            case 4:
                pieces.Insert(at, random.Pick(Loops));
                pieces.Insert(random.Next(at + 1, pieces.Count + 1), "{% endfor %}");
                break;
            case 5:
                pieces.InsertRange(at, Pieces(random.Pick(Bases)));
                break;
            default:
                var tags = Enumerable.Range(0, pieces.Count).Where(i => pieces[i].StartsWith("{{", StringComparison.Ordinal) || pieces[i].StartsWith("{%", StringComparison.Ordinal)).ToList();
                if (tags.Count > 0) at = random.Pick(tags);
                pieces[at] = ChangeTag(pieces[at]);
                break;
        }
    }

    private string ChangeTag(string tag)
    {
        var tokens = TokenPattern().Matches(tag).Select(match => match.Value).ToList();
        var begin = tokens.FindIndex(token => char.IsLetter(token[0]));
        var from = tag.StartsWith("{%", StringComparison.Ordinal) ? Math.Max(1, begin + 1) : 1;
        var places = Enumerable.Range(from, Math.Max(0, tokens.Count - 1 - from)).Where(i => !string.IsNullOrWhiteSpace(tokens[i])).ToList();
        if (places.Count == 0) return tag;
        var at = random.Pick(places);
        var token = tokens[at];
        tokens[at] = random.Next(8) switch
        {
            0 => $"({token} {random.Pick(Operators)} {random.Pick(Numbers)})",
            1 => $"{token}|{random.Pick(Filters)}",
            2 => $"({token} is {random.Pick(Tests)})",
            3 => $"[{token}, {random.Pick(Names)}]",
            _ => Replacement(tokens, at),
        };
        return string.Concat(tokens);
    }

    private string Replacement(List<string> tokens, int at)
    {
        var token = tokens[at];
        var before = at > 0 ? tokens[at - 1] : "";
        return token[0] switch
        {
            '\'' or '"' => random.Pick(Strings),
            var c when char.IsAsciiDigit(c) => random.Pick(Numbers),
            '|' => $"|{random.Pick(Filters)}|",
            var c when char.IsLetter(c) && before == "|" => random.Pick(Filters),
            var c when char.IsLetter(c) => random.Pick(Names),
            '+' or '-' or '*' or '/' or '%' or '~' or '=' or '<' or '>' => $" {random.Pick(Operators)} ",
            _ => token,
        };
    }

    private static List<string> Pieces(string template) => [.. PiecePattern().Split(template).Where(piece => piece.Length > 0)];

    [GeneratedRegex(@"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})", RegexOptions.Singleline)]
    private static partial Regex PiecePattern();

    [GeneratedRegex(@"\{[{%#][-+]?|[-+]?[%}#]\}|'[^']*'|""[^""]*""|\d[\d_.]*|\w+|\*\*|//|[=!<>]=|\s+|.", RegexOptions.Singleline)]
    private static partial Regex TokenPattern();
}
