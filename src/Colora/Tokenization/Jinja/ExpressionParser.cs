using System.Globalization;

namespace Colora.Tokenization.Jinja;

/// <summary>Tokens of a tag → an expression as a function of the scope, with Jinja's precedences.</summary>
internal sealed class ExpressionParser(List<TemplateToken> tokens)
{
    private const int Deepest = 100;

    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    private int depth;

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

    public JinjaException Unexpected(string expected) =>
        new($"expected {expected}, found {(Current.Kind is TokenKind.EndTag or TokenKind.EndPrint ? "the end of the tag" : $"'{Current.Text}'")}", Current.Line);

    /// <summary>An expression; a comma makes a tuple.</summary>
    public Func<RenderScope, object?> ParseTuple()
    {
        var first = Parse();
        if (!Is(",")) return first;
        var parts = new List<Func<RenderScope, object?>> { first };
        while (Skip(","))
        {
            if (Current.Kind is TokenKind.EndTag or TokenKind.EndPrint || Is(")")) break;
            parts.Add(Parse());
        }

        return scope => new PythonTuple(parts.Select(part => part(scope)));
    }

    /// <summary>An expression: a if b else c.</summary>
    public Func<RenderScope, object?> Parse()
    {
        if (++depth > Deepest) throw new JinjaException("the expression nests too deeply", Current.Line);
        var value = ParseOr();
        while (Skip("if"))
        {
            var (then, condition) = (value, ParseOr());
            var otherwise = Skip("else") ? Parse() : _ => new Undefined("the else of an inline if");
            value = scope => PythonValue.IsTrue(condition(scope)) ? then(scope) : otherwise(scope);
        }

        depth--;
        return value;
    }

    /// <summary>An expression without an inline if: the sequence of a for, before its filter.</summary>
    public Func<RenderScope, object?> ParseOr()
    {
        var left = ParseAnd();
        while (Skip("or"))
        {
            var (a, b) = (left, ParseAnd());
            left = scope => a(scope) is var value && PythonValue.IsTrue(value) ? value : b(scope);
        }

        return left;
    }

    private Func<RenderScope, object?> ParseAnd()
    {
        var left = ParseNot();
        while (Skip("and"))
        {
            var (a, b) = (left, ParseNot());
            left = scope => a(scope) is var value && !PythonValue.IsTrue(value) ? value : b(scope);
        }

        return left;
    }

    private Func<RenderScope, object?> ParseNot()
    {
        if (!Skip("not")) return ParseComparison();
        var inner = ParseNot();
        return scope => !PythonValue.IsTrue(inner(scope));
    }

    private Func<RenderScope, object?> ParseComparison()
    {
        var first = ParseSum();
        var rest = new List<(string Op, Func<RenderScope, object?> Value)>();
        while (true)
        {
            if (Current.Kind == TokenKind.Operator && Comparisons.Contains(Current.Text))
            {
                var op = tokens[At++].Text;
                rest.Add((op, ParseSum()));
            }
            else if (Skip("in"))
            {
                rest.Add(("in", ParseSum()));
            }
            else if (Is("not") && tokens[At + 1] is { Kind: TokenKind.Name, Text: "in" })
            {
                At += 2;
                rest.Add(("not in", ParseSum()));
            }
            else
            {
                break;
            }
        }

        if (rest.Count == 0) return first;
        return scope =>
        {
            var left = first(scope);
            foreach (var (op, value) in rest)
            {
                var right = value(scope);
                if (!Holds(op, left, right)) return false;
                left = right;
            }

            return true;
        };
    }

    private static bool Holds(string op, object? a, object? b) => op switch
    {
        "==" => PythonValue.AreEqual(a, b),
        "!=" => !PythonValue.AreEqual(a, b),
        "in" => PythonValue.Contains(b, a),
        "not in" => !PythonValue.Contains(b, a),
        "<" => PythonValue.Compare(a, b) < 0,
        "<=" => PythonValue.Compare(a, b) <= 0,
        ">" => PythonValue.Compare(a, b) > 0,
        _ => PythonValue.Compare(a, b) >= 0,
    };

    private Func<RenderScope, object?> ParseSum() => ParseBinary(ParseConcatenation, "+", "-");

    private Func<RenderScope, object?> ParseConcatenation()
    {
        var left = ParseProduct();
        while (Skip("~"))
        {
            var (a, b) = (left, ParseProduct());
            left = scope => PythonValue.ToText(a(scope)) + PythonValue.ToText(b(scope));
        }

        return left;
    }

    private Func<RenderScope, object?> ParseProduct() => ParseBinary(ParsePower, "*", "/", "//", "%");

    private Func<RenderScope, object?> ParsePower() => ParseBinary(() => ParseUnary(), "**");

    private Func<RenderScope, object?> ParseBinary(Func<Func<RenderScope, object?>> operand, params string[] operators)
    {
        var left = operand();
        while (Current.Kind == TokenKind.Operator && operators.Contains(Current.Text))
        {
            var op = tokens[At++].Text;
            var (a, b) = (left, operand());
            left = scope => PythonOperators.Binary(op, a(scope), b(scope));
        }

        return left;
    }

    private Func<RenderScope, object?> ParseUnary(bool withFilters = true)
    {
        if (++depth > Deepest) throw new JinjaException("the expression nests too deeply", Current.Line);
        Func<RenderScope, object?> value;
        if (Skip("-"))
        {
            var inner = ParseUnary(false);
            value = scope => PythonOperators.Negate(inner(scope));
        }
        else if (Skip("+"))
        {
            value = ParseUnary(false);
        }
        else
        {
            value = ParsePrimary();
        }

        value = ParsePostfix(value);
        if (withFilters) value = ParseFilters(value);
        depth--;
        return value;
    }

    private Func<RenderScope, object?> ParsePrimary()
    {
        var token = tokens[At++];
        switch (token.Kind)
        {
            case TokenKind.Text:
                var text = token.Text;
                while (Current.Kind == TokenKind.Text) text += tokens[At++].Text;
                return _ => text;
            case TokenKind.Integer:
                var integer = long.Parse(token.Text, CultureInfo.InvariantCulture);
                return _ => integer;
            case TokenKind.Number:
                var number = double.Parse(token.Text, CultureInfo.InvariantCulture);
                return _ => number;
            case TokenKind.Name:
                return token.Text switch
                {
                    "true" or "True" => _ => true,
                    "false" or "False" => _ => false,
                    "none" or "None" => _ => null,
                    var name => scope => scope.Get(name),
                };
            case TokenKind.Operator when token.Text == "(":
                if (Skip(")")) return _ => new PythonTuple([]);
                var inner = ParseTuple();
                Expect(")");
                return inner;
            case TokenKind.Operator when token.Text == "[":
                var items = ParseList("]");
                return scope => items.Select(item => item(scope)).ToList();
            case TokenKind.Operator when token.Text == "{":
                return ParseDict();
            default:
                At--;
                throw Unexpected("an expression");
        }
    }

    private List<Func<RenderScope, object?>> ParseList(string close)
    {
        var items = new List<Func<RenderScope, object?>>();
        while (!Skip(close))
        {
            if (items.Count > 0)
            {
                Expect(",");
                if (Skip(close)) break;
            }

            items.Add(Parse());
        }

        return items;
    }

    private Func<RenderScope, object?> ParseDict()
    {
        var pairs = new List<(Func<RenderScope, object?> Key, Func<RenderScope, object?> Value)>();
        while (!Skip("}"))
        {
            if (pairs.Count > 0)
            {
                Expect(",");
                if (Skip("}")) break;
            }

            var key = Parse();
            Expect(":");
            pairs.Add((key, Parse()));
        }

        return scope =>
        {
            var dict = new PythonDict();
            foreach (var (key, value) in pairs) dict[key(scope) ?? throw new JinjaException("a key is none")] = value(scope);
            return dict;
        };
    }

    private Func<RenderScope, object?> ParsePostfix(Func<RenderScope, object?> value)
    {
        while (true)
        {
            var of = value;
            if (Skip("."))
            {
                if (Current.Kind == TokenKind.Integer)
                {
                    var place = long.Parse(tokens[At++].Text, CultureInfo.InvariantCulture);
                    value = scope => PythonOperators.Subscript(of(scope), place);
                    continue;
                }

                var name = ExpectName();
                value = scope => PythonMethods.Attribute(of(scope), name);
            }
            else if (Skip("["))
            {
                value = ParseSubscript(of);
            }
            else if (Is("("))
            {
                var call = ParseCall();
                value = scope =>
                {
                    scope.Step();
                    var (places, names) = call(scope);
                    return of(scope) switch
                    {
                        JinjaFunction function => function(places, names),
                        Undefined missing => throw new JinjaException($"'{missing.Name}' is undefined"),
                        var other => throw new JinjaException($"'{PythonValue.TypeName(other)}' object is not callable"),
                    };
                };
            }
            else
            {
                return value;
            }
        }
    }

    private Func<RenderScope, object?> ParseSubscript(Func<RenderScope, object?> of)
    {
        var parts = new Func<RenderScope, object?>?[3];
        var (count, slice) = (0, false);
        while (!Skip("]"))
        {
            if (Skip(":"))
            {
                slice = true;
                if (++count > 2) throw Unexpected("']'");
            }
            else
            {
                parts[count] = slice ? Parse() : ParseTuple();
            }
        }

        if (slice) return scope => PythonOperators.Slice(of(scope), parts[0]?.Invoke(scope), parts[1]?.Invoke(scope), parts[2]?.Invoke(scope));
        var key = parts[0] ?? throw Unexpected("a subscript");
        return scope => PythonOperators.Subscript(of(scope), key(scope));
    }

    /// <summary>(a, b, name=c, *list, **dict).</summary>
    public Func<RenderScope, (List<object?> Places, Dictionary<string, object?> Names)> ParseCall()
    {
        var places = new List<(bool Spread, Func<RenderScope, object?> Value)>();
        var names = new List<(string? Name, Func<RenderScope, object?> Value)>();
        Expect("(");
        while (!Skip(")"))
        {
            if (places.Count + names.Count > 0)
            {
                Expect(",");
                if (Skip(")")) break;
            }

            if (Skip("**")) names.Add((null, Parse()));
            else if (Skip("*")) places.Add((true, Parse()));
            else if (Current.Kind == TokenKind.Name && tokens[At + 1] is { Kind: TokenKind.Operator, Text: "=" })
            {
                var name = ExpectName();
                Expect("=");
                names.Add((name, Parse()));
            }
            else places.Add((false, Parse()));
        }

        return scope => (
            places.SelectMany(place => place.Spread ? PythonValue.Items(place.Value(scope)) : [place.Value(scope)]).ToList(),
            names.SelectMany(pair => pair.Name is { } name ? [(name, pair.Value(scope))]
                : ((PythonDict)pair.Value(scope)!).Select(entry => (PythonValue.ToText(entry.Key), entry.Value))).ToDictionary(pair => pair.Item1, pair => pair.Item2));
    }

    /// <summary>value | filter(…) is test …</summary>
    public Func<RenderScope, object?> ParseFilters(Func<RenderScope, object?> value)
    {
        while (true)
        {
            var of = value;
            if (Skip("|"))
            {
                var filter = ParseFilterCall();
                value = scope => filter(scope, of(scope));
            }
            else if (Skip("is"))
            {
                value = ParseTest(of);
            }
            else if (Is("("))
            {
                value = ParsePostfix(value);
            }
            else
            {
                return value;
            }
        }
    }

    /// <summary>A filter's name with its arguments.</summary>
    public Func<RenderScope, object?, object?> ParseFilterCall()
    {
        var name = ExpectName();
        while (Skip(".")) name += "." + ExpectName();
        var call = Is("(") ? ParseCall() : _ => ([], []);
        return (scope, value) =>
        {
            scope.Step();
            var (places, names) = call(scope);
            return TemplateFilters.Apply(name, value, new CallArguments(places, names));
        };
    }

    private Func<RenderScope, object?> ParseTest(Func<RenderScope, object?> of)
    {
        var negated = Skip("not");
        var name = ExpectName();
        Func<RenderScope, List<object?>> arguments = _ => [];
        if (Is("("))
        {
            var call = ParseCall();
            arguments = scope => call(scope).Places;
        }
        else if (Current.Kind is TokenKind.Text or TokenKind.Integer or TokenKind.Number || Is("[") || Is("{")
            || (Current.Kind == TokenKind.Name && Current.Text is not ("else" or "or" or "and" or "is" or "if" or "not" or "in")))
        {
            var argument = ParsePostfix(ParsePrimary());
            arguments = scope => [argument(scope)];
        }

        return scope => TemplateTests.Holds(name, of(scope), arguments(scope)) != negated;
    }
}
