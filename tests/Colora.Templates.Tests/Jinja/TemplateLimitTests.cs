using Xunit;

namespace Colora.Templates.Tests.Jinja;

/// <summary>Templates that would hang, end the process or take all memory: each gives Jinja's text, or one error in one line.</summary>
public sealed class TemplateLimitTests
{
    private const long MostBytes = 1L << 30;

    [Theory]
    [InlineData("{{ range(9223372036854775800, 9223372036854775807, 5)|list|length }}", "2")]
    [InlineData("{{ ('a '*500000).split()|length }}", "500000")]
    [InlineData("{{ range(100000)|unique|list|length }}", "100000")]
    [InlineData("{{ ('ab'*400000).count('a'*50) }} {{ ('a'*400000).find('a'*200000 ~ 'b') }} {{ ('a'*400000).rfind('b' ~ 'a'*200000) }}", "0 -1 -1")]
    [InlineData("{{ ('a' * 1000000)|replace('a', 'bb')|length }}", "2000000")]
    [InlineData("{% for i in range(50000) %}{% if loop.last %}{{ loop.index }}{% endif %}{% endfor %}", "50000")]
    [InlineData("{% macro f(n) %}{{ n }}{% if n < 40 %} {{ f(n + 1) }}{% endif %}{% endmacro %}{{ f(38) }}", "38 39 40")]
    public void Much_work_is_done_where_it_is_not_too_much(string template, string text) => Assert.Equal(text, Measured(template));

    [Theory]
    [InlineData("{{ [1]|batch(1000000000,'x')|list|length }}", "a list would grow longer")]
    [InlineData("{% set ns=namespace(s='') %}{% for i in range(99999) %}{% set ns.s = ns.s ~ 'aaaaaaaaaaaaaaaaaaaa' %}{% endfor %}{{ ns.s|length }}", "the template's values need more memory")]
    [InlineData("{{ 'a'|center(2000000000) }}", "a text would grow longer")]
    [InlineData("{% for i in range(2) %}{{ loop.cycle() }}{% endfor %}", "no items for cycling given")]
    [InlineData("{{ 3 is divisibleby 0 }}", "integer division or modulo by zero")]
    [InlineData("{{ '%.999999999f' % 1.5 }}", "a precision of more than 4300 digits")]
    [InlineData("{{ '%1000000000d' % 1 }}", "a text would grow longer")]
    [InlineData("{{ 'a\nb'|indent(2000000000) }}", "a text would grow longer")]
    [InlineData("{{ range(100000)|join('x'*1000000)|length }}", "a text would grow longer")]
    [InlineData("{% set ns = namespace(x=[1]) %}{% for i in range(40) %}{% set ns.x = ns.x + ns.x %}{% endfor %}{{ ns.x|length }}", "a list would grow longer")]
    [InlineData("{% set ns = namespace(x=[1]) %}{% for i in range(40) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}", "need more memory")]
    [InlineData("{% set ns = namespace(x=[], y=[]) %}{% for i in range(99999) %}{% set ns.x = [ns.x] %}{% set ns.y = [ns.y] %}{% endfor %}{{ ns.x == ns.y }}", "maximum recursion depth exceeded")]
    [InlineData("{% set ns = namespace(x=[]) %}{% for i in range(99999) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x|tojson }}", "maximum recursion depth exceeded")]
    [InlineData("{{ 'a'.ljust(5,'') }}", "exactly one character long")]
    [InlineData("{% set ns = namespace(x='aaaaaaaaaa') %}{% for i in range(9) %}{% set ns.x = ns.x|replace('a','aaaaaaaaaa') %}{% endfor %}{{ ns.x|length }}", "a text would grow longer")]
    [InlineData("{{ [1]|slice(1000000000)|list|length }}", "a list would grow longer")]
    [InlineData("{{ [1,'a',none]|sort }}", "not supported between instances of")]
    [InlineData("{{ dict(**none) }}", "argument after ** must be a mapping")]
    [InlineData("{% set ns = namespace(x='aaaaaaaaaaaaaaaa') %}{% for i in range(40) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x|length }}", "a text would grow longer")]
    [InlineData("{{ [1]|tojson(indent=1000000000) }}", "a text would grow longer")]
    // More of the same kinds.
    [InlineData("{% set ns = namespace(x=[]) %}{% for i in range(99999) %}{% set ns.x = ns.x|map('string') %}{% endfor %}{{ ns.x|list }}", "maximum recursion depth exceeded")]
    [InlineData("{% set ns = namespace(x=(1,)) %}{% for i in range(99999) %}{% set ns.x = (ns.x,) %}{% endfor %}{{ {ns.x: 1} }}", "maximum recursion depth exceeded")]
    [InlineData("{% set ns = namespace(x=[1], y=[1]) %}{% for i in range(99999) %}{% set ns.x = [ns.x] %}{% set ns.y = [ns.y] %}{% endfor %}{{ ns.x < ns.y }}", "maximum recursion depth exceeded")]
    [InlineData("{% set ns = namespace() %}{% set ns.x = ns %}{{ ns }}", "maximum recursion depth exceeded")]
    [InlineData("{% set ns = namespace() %}{% set ns.x = [ns] %}{{ ns.x }}", "maximum recursion depth exceeded")]
    [InlineData("{% for x in [[]] recursive %}{{ loop([[]]) }}{% endfor %}", "maximum recursion depth exceeded")]
    [InlineData("{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}", "maximum recursion depth exceeded")]
    [InlineData("{% macro m() %}{% call m() %}{{ caller() }}{% endcall %}{% endmacro %}{{ m() }}", "recursion")]
    [InlineData("{{ 2 ** 10000000 }}", "an integer would need more than 65536 bits")]
    [InlineData("{% set ns = namespace(x=3) %}{% for i in range(60) %}{% set ns.x = ns.x * ns.x %}{% endfor %}{{ ns.x }}", "an integer would need more than 65536 bits")]
    [InlineData("{{ 10 ** 5000 }}", "Exceeds the limit (4300 digits)")]
    [InlineData("{{ '{:1000000000}'.format(1) }}", "a text would grow longer")]
    [InlineData("{{ '{:.1000000000f}'.format(1.5) }}", "a precision of more than 4300 digits")]
    [InlineData("{{ '{:0100000000,}'.format(1) }}", "a text would grow longer")]
    [InlineData("{{ '%*d' % (1000000000, 1) }}", "a text would grow longer")]
    [InlineData("{{ 'a'.zfill(1000000000) }}", "a text would grow longer")]
    [InlineData("{{ ('\t' * 1000).expandtabs(1000000000) }}", "a text would grow longer")]
    [InlineData("{{ 'x' * 100000000 }}", "a text would grow longer")]
    [InlineData("{{ [0] * 100000000 }}", "a list would grow longer")]
    [InlineData("{{ 'x' * 9223372036854775807 }}", "a text would grow longer")]
    [InlineData("{{ range(100001) }}", "Range too big")]
    [InlineData("{{ range(10**30) }}", "Range too big")]
    [InlineData("{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}", "does more than a template may")]
    [InlineData("{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}", "")]
    [InlineData("{% for i in range(100000) %}{% if ('a'*1000000).upper() %}{% endif %}{% endfor %}", "")]
    [InlineData("{% set l = range(100000)|list %}{% for i in l %}{% if -1 in l %}{% endif %}{% endfor %}", "does more than a template may")]
    [InlineData("{% set l = range(100000)|list %}{% for i in l %}{{ (l|sort(reverse=true))[0] }}{% endfor %}", "")]
    [InlineData("{{ range(100000)|map('batch', 1)|map('list')|sort }}", "")]
    [InlineData("{{ range(0)|join(raise_exception('a\nb\u001b[31m' ~ 'x'*5000)) }}", "a b [31mxxx")]
    public void Too_much_is_one_error_in_one_line(string template, string reason)
    {
        var error = Assert.Throws<TemplateException>(() => Measured(template));
        Assert.Contains(reason, error.Message);
        Assert.Equal(1, error.Line);
        AssertOneLine(error);
    }

    public static TheoryData<string> LongTemplates() =>
    [
        "{{ ''" + string.Concat(Enumerable.Repeat(".upper()", 100_000)) + " }}",
        "{{ " + string.Concat(Enumerable.Repeat("not ", 200_000)) + "1 }}",
        "{{ 1" + string.Concat(Enumerable.Repeat("+1", 200_000)) + " }}",
        "{{ " + string.Concat(Enumerable.Repeat("-", 200_000)) + "1 }}",
        "{{ " + string.Concat(Enumerable.Repeat("(", 200_000)) + "1" + string.Concat(Enumerable.Repeat(")", 200_000)) + " }}",
        "{{ " + string.Concat(Enumerable.Repeat("[", 200_000)) + string.Concat(Enumerable.Repeat("]", 200_000)) + " }}",
        "{{ " + string.Concat(Enumerable.Repeat("{1:", 200_000)) + " }}",
        "{{ x" + string.Concat(Enumerable.Repeat("[0]", 200_000)) + " }}",
        "{{ x" + string.Concat(Enumerable.Repeat("|upper", 100_000)) + " }}",
        "{{ x" + string.Concat(Enumerable.Repeat(" is none", 100_000)) + " }}",
        "{{ 1" + string.Concat(Enumerable.Repeat(" and 1", 100_000)) + " }}",
        "{{ " + string.Concat(Enumerable.Repeat("1 if 1 else ", 80_000)) + "1 }}",
        "{{ f" + string.Concat(Enumerable.Repeat("(f", 200_000)) + " }}",
        string.Concat(Enumerable.Repeat("{% if 1 %}", 90_000)),
        string.Concat(Enumerable.Repeat("{% for x in y %}", 60_000)),
        string.Concat(Enumerable.Repeat("{% macro m() %}", 60_000)),
        string.Concat(Enumerable.Repeat("{% set x %}", 60_000)),
        "{% set " + string.Concat(Enumerable.Repeat("(", 200_000)) + "x = 1 %}",
        "{% raw %}" + string.Concat(Enumerable.Repeat("{%", 400_000)),
        string.Concat(Enumerable.Repeat("{#", 400_000)),
        "{{ 1" + new string('0', 900_000) + " }}",
        "{{ 0x1" + new string('0', 900_000) + " }}",
        new string(' ', (1 << 20) + 1),
    ];

    [Theory]
    [MemberData(nameof(LongTemplates), DisableDiscoveryEnumeration = true)]
    public void A_template_that_nests_or_goes_on_without_end_is_one_error(string template) => AssertOneLine(Assert.Throws<TemplateException>(() => Measured(template)));

    [Fact]
    public void Adjacent_strings_and_long_chains_that_Jinja_joins_are_joined()
    {
        Assert.Equal(new string('a', 200_000), Measured("{{ " + string.Concat(Enumerable.Repeat("'a'", 200_000)) + " }}"));
        Assert.Equal(new string('1', 5_000), Measured("{{ 1" + string.Concat(Enumerable.Repeat("~1", 4_999)) + " }}"));
    }

    [Fact]
    public void The_deepest_that_is_allowed_fits_a_small_stack()
    {
        // What runs deepest, on a thread with a quarter of the usual stack.
        string[] templates =
        [
            "{% macro f(n) %}{% if n %}{% for i in [1] %}{% with a = 1 %}{{ [f(n - 1)|upper]|join|trim ~ '' }}{% endwith %}{% endfor %}{% endif %}{% endmacro %}{{ f(1000) }}",
            "{% set ns = namespace(x=[]) %}{% for i in range(5000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x|tojson(indent=1) }}",
            "{% set ns = namespace(x=[1]) %}{% for i in range(5000) %}{% set ns.x = ns.x|map('int')|select|batch(1)|map('first') %}{% endfor %}{{ ns.x|list }}",
        ];
        foreach (var template in templates)
        {
            Exception? thrown = null;
            var thread = new Thread(() => thrown = Record.Exception(() => Measured(template)), 1 << 20);
            thread.Start();
            thread.Join();
            Assert.Contains("maximum recursion depth exceeded", Assert.IsType<TemplateException>(thrown).Message);
        }
    }

    /// <summary>Renders; all that the thread allocates on the way, freed or not, stays within the bound.</summary>
    private static string Measured(string template)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            return ChatTemplate.Parse(template).Render([], addGenerationPrompt: false);
        }
        finally
        {
            var used = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(used < MostBytes, $"{used >> 20} MiB were allocated");
        }
    }

    private static void AssertOneLine(TemplateException error)
    {
        if (error.InnerException is { } inner) Assert.IsType<TemplateException>(inner);
        Assert.True(error.Message.Length <= 1000, error.Message);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }
}
