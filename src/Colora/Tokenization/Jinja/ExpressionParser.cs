using System.Text;
using Colora.Tokenization.Jinja.Values;

namespace Colora.Tokenization.Jinja;

/// <summary>Tokens of a tag → an expression, with Jinja's precedences.</summary>
internal sealed class ExpressionParser(List<TemplateToken> tokens, Meter meter)
{
    private const int Deepest = 160;

    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    private int depth;

    /// <summary>Place of the next token.</summary>
    public int At { get; set; }

    /// <summary>Names that were read since this was emptied.</summary>
    public HashSet<string> NamesRead { get; set; } = [];

    /// <summary>Whether a filter or test that does not exist is refused only when it is met: inside an if.</summary>
    public bool IsSoft { get; set; }

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

    public JinjaException Unexpected(string expected) => new($"expected {expected}, found {Found()}", Current.Line);

    /// <summary>An expression; a comma makes a tuple.</summary>
    public Expression ParseTuple(bool withCondition = true, string? end = null)
    {
        var line = Current.Line;
        var first = withCondition ? Parse() : ParseOr();
        if (!Is(",")) return first;
        var parts = new List<Expression> { first };
        while (Skip(","))
        {
            if (Current.Kind is TokenKind.EndTag or TokenKind.EndPrint || Is(")") || (end is not null && Is(end))) break;
            parts.Add(withCondition ? Parse() : ParseOr());
        }

        return TupleOf(parts, line);
    }

    /// <summary>An expression: a if b else c.</summary>
    public Expression Parse()
    {
        Enter();
        var line = Current.Line;
        var soft = IsSoft;
        var value = ParseOr();
        while (Skip("if"))
        {
            IsSoft = true;
            var (then, condition) = (value, ParseOr());
            var otherwise = Skip("else") ? Parse() : null;
            value = new Expression(scope => condition.Holds(scope) ? then.Evaluate(scope)
                : otherwise is not null ? otherwise.Evaluate(scope) : new Undefined("the inline if-expression evaluated to false and no else section was defined."), line, then, condition, otherwise);
        }

        IsSoft = soft;
        depth--;
        return value;
    }

    /// <summary>An expression without an inline if: the sequence of a for, before its filter.</summary>
    public Expression ParseOr()
    {
        var left = ParseAnd();
        while (Skip("or"))
        {
            var (a, b) = (left, ParseAnd());
            left = new Expression(scope => a.Evaluate(scope) is var value && PythonValue.IsTrue(value) ? value : b.Evaluate(scope), Current.Line, a, b);
        }

        return left;
    }

    private Expression ParseAnd()
    {
        var left = ParseNot();
        while (Skip("and"))
        {
            var (a, b) = (left, ParseNot());
            left = new Expression(scope => a.Evaluate(scope) is var value && !PythonValue.IsTrue(value) ? value : b.Evaluate(scope), Current.Line, a, b);
        }

        return left;
    }

    private Expression ParseNot()
    {
        if (!Skip("not")) return ParseComparison();
        Enter();
        var inner = ParseNot();
        depth--;
        return new Expression(scope => !inner.Holds(scope), Current.Line, inner);
    }

    private Expression ParseComparison()
    {
        var first = ParseSum();
        List<(string Op, Expression Value)>? rest = null;
        while (true)
        {
            string op;
            if (Current.Kind == TokenKind.Operator && Comparisons.Contains(Current.Text))
            {
                op = tokens[At++].Text;
            }
            else if (Skip("in"))
            {
                op = "in";
            }
            else if (Is("not") && tokens[At + 1] is { Kind: TokenKind.Name, Text: "in" })
            {
                At += 2;
                op = "not in";
            }
            else
            {
                break;
            }

            (rest ??= []).Add((op, ParseSum()));
        }

        if (rest is null) return first;
        return new Expression(scope =>
        {
            var left = first.Evaluate(scope);
            foreach (var (op, value) in rest)
            {
                var right = value.Evaluate(scope);
                if (!Holds(scope.Meter, op, left, right)) return false;
                left = right;
            }

            return true;
        }, Current.Line, [first, .. rest.Select(pair => pair.Value)]);
    }

    private static bool Holds(Meter meter, string op, object? a, object? b) => op switch
    {
        "==" => PythonEquality.AreEqual(meter, a, b),
        "!=" => !PythonEquality.AreEqual(meter, a, b),
        "in" => PythonValue.Contains(meter, b, a),
        "not in" => !PythonValue.Contains(meter, b, a),
        _ => PythonOrder.Holds(meter, op, a, b),
    };

    private Expression ParseSum() => ParseBinary(ParseConcatenation, "+", "-");

    private Expression ParseConcatenation()
    {
        var line = Current.Line;
        var first = ParseProduct();
        if (!Is("~")) return first;
        var parts = new List<Expression> { first };
        while (Skip("~")) parts.Add(ParseProduct());
        return new Expression(scope =>
        {
            var text = new TextBuilder(scope.Meter);
            foreach (var part in parts) text.Append(PythonText.ToText(scope.Meter, part.Evaluate(scope)));
            return text.ToString();
        }, line, [.. parts]);
    }

    private Expression ParseProduct() => ParseBinary(ParsePower, "*", "/", "//", "%");

    private Expression ParsePower() => ParseBinary(() => ParseUnary(), "**");

    private Expression ParseBinary(Func<Expression> operand, params string[] operators)
    {
        var left = operand();
        while (Current.Kind == TokenKind.Operator && operators.Contains(Current.Text))
        {
            var line = Current.Line;
            var op = tokens[At++].Text;
            var (a, b) = (left, operand());
            left = new Expression(scope =>
            {
                var x = a.Evaluate(scope);
                return PythonOperators.Binary(scope.Meter, op, x, b.Evaluate(scope));
            }, line, a, b);
        }

        return left;
    }

    private Expression ParseUnary(bool withFilters = true)
    {
        Enter();
        var line = Current.Line;
        Expression value;
        if (Skip("-"))
        {
            var inner = ParseUnary(false);
            value = new Expression(scope => PythonOperators.Negate(inner.Evaluate(scope)), line, inner);
        }
        else if (Skip("+"))
        {
            var inner = ParseUnary(false);
            value = new Expression(scope => PythonOperators.Plus(inner.Evaluate(scope)), line, inner);
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

    private Expression ParsePrimary()
    {
        var token = tokens[At++];
        switch (token.Kind)
        {
            case TokenKind.Text:
                var text = new StringBuilder(token.Text);
                while (Current.Kind == TokenKind.Text) text.Append(tokens[At++].Text);
                return Constant(text.ToString(), token.Line);
            case TokenKind.Integer:
                return Constant(IntegerOf(token), token.Line);
            case TokenKind.Number:
                return Constant(NumberParser.Float(meter, token.Text), token.Line);
            case TokenKind.Name:
                return token.Text switch
                {
                    "true" or "True" => Constant(true, token.Line),
                    "false" or "False" => Constant(false, token.Line),
                    "none" or "None" => Constant(null, token.Line),
                    var name => NameOf(name, token.Line),
                };
            case TokenKind.Operator when token.Text == "(":
                if (Skip(")")) return Constant(new PythonTuple([]), token.Line);
                var inner = ParseTuple();
                Expect(")");
                return inner;
            case TokenKind.Operator when token.Text == "[":
                var items = ParseList("]");
                return new Expression(scope =>
                {
                    var list = new List<object?>();
                    foreach (var item in items) PythonValue.Add(scope.Meter, list, item.Evaluate(scope));
                    return list;
                }, token.Line, [.. items]);
            case TokenKind.Operator when token.Text == "{":
                return ParseDict(token.Line);
            default:
                At--;
                throw Unexpected("an expression");
        }
    }

    private static Expression Constant(object? value, int line) => new(_ => value, line);

    private Expression NameOf(string name, int line)
    {
        NamesRead.Add(name);
        return new Expression(scope => scope.Get(name), line);
    }

    private object? IntegerOf(TemplateToken token)
    {
        try
        {
            return NumberParser.Integer(meter, token.Text, 0);
        }
        catch (JinjaException e)
        {
            throw new JinjaException(e.Message, token.Line);
        }
    }

    private List<Expression> ParseList(string close)
    {
        var items = new List<Expression>();
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

    private static Expression TupleOf(List<Expression> parts, int line) => new(scope =>
    {
        var items = new List<object?>();
        foreach (var part in parts) PythonValue.Add(scope.Meter, items, part.Evaluate(scope));
        return new PythonTuple(items);
    }, line, [.. parts]);

    private Expression ParseDict(int line)
    {
        var pairs = new List<(Expression Key, Expression Value)>();
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

        return new Expression(scope =>
        {
            var dict = new PythonDict(scope.Meter);
            foreach (var (key, value) in pairs)
            {
                var name = key.Evaluate(scope);
                dict.Put(name, value.Evaluate(scope));
            }

            return dict;
        }, line, [.. pairs.Select(pair => pair.Key), .. pairs.Select(pair => pair.Value)]);
    }

    private Expression ParsePostfix(Expression value)
    {
        while (true)
        {
            var of = value;
            var line = Current.Line;
            if (Skip("."))
            {
                if (Current.Kind == TokenKind.Integer)
                {
                    var place = IntegerOf(tokens[At++]);
                    value = new Expression(scope => PythonMembers.Item(scope.Meter, of.Evaluate(scope), place), line, of);
                    continue;
                }

                var name = ExpectName();
                value = new Expression(scope => PythonMembers.Attribute(scope.Meter, of.Evaluate(scope), name), line, of);
            }
            else if (Skip("["))
            {
                value = ParseSubscript(of, line);
            }
            else if (Is("("))
            {
                value = ParseCall(of, line);
            }
            else
            {
                return value;
            }
        }
    }

    private Expression ParseCall(Expression of, int line)
    {
        var (call, parts) = ParseArguments();
        object? Run(RenderScope scope, PythonCallable? caller)
        {
            var function = of.Evaluate(scope);
            var with = call(scope);
            if (caller is not null && !with.Names.TryAdd("caller", caller)) throw new JinjaException("got multiple values for keyword argument 'caller'");
            var before = scope.Meter.Line;
            var result = function switch
            {
                PythonCallable callable => callable.Call(scope.Meter, with),
                Undefined missing => throw missing.Refusal(),
                _ => throw new JinjaException($"'{PythonValue.TypeName(function)}' object is not callable"),
            };
            scope.Meter.Line = before;
            return result;
        }

        return new Expression(scope => Run(scope, null), line, [of, .. parts]) { CallWith = Run };
    }

    private Expression ParseSubscript(Expression of, int line)
    {
        Expression?[] parts = [null, null, null];
        if (!Is(":"))
        {
            if (Skip("]")) return SubscriptOf(of, TupleOf([], line), line);
            var key = Parse();
            if (Is(","))
            {
                var many = new List<Expression> { key };
                while (Skip(","))
                {
                    if (Is(":")) throw new JinjaException("slices in more than one dimension are not supported", line);
                    many.Add(Parse());
                }

                Expect("]");
                return SubscriptOf(of, TupleOf(many, line), line);
            }

            if (Skip("]")) return SubscriptOf(of, key, line);
            parts[0] = key;
        }

        for (var i = 1; i < 3 && Skip(":"); i++)
            if (!Is(":") && !Is("]")) parts[i] = Parse();
        Expect("]");
        return new Expression(scope =>
        {
            var value = of.Evaluate(scope);
            var (from, to, by) = (parts[0]?.Evaluate(scope), parts[1]?.Evaluate(scope), parts[2]?.Evaluate(scope));
            return PythonSlice.Of(scope.Meter, value, from, to, by);
        }, line, of, parts[0], parts[1], parts[2]);
    }

    private static Expression SubscriptOf(Expression of, Expression key, int line) => new(scope =>
    {
        var value = of.Evaluate(scope);
        return PythonMembers.Item(scope.Meter, value, key.Evaluate(scope));
    }, line, of, key);

    /// <summary>(a, b, name=c, *list, **dict).</summary>
    private (Func<RenderScope, CallArguments> Evaluate, List<Expression> Parts) ParseArguments()
    {
        var places = new List<Expression>();
        var names = new List<(string Name, Expression Value)>();
        Expression? morePlaces = null, moreNames = null;
        Expect("(");
        var any = false;
        while (!Skip(")"))
        {
            if (any)
            {
                Expect(",");
                if (Skip(")")) break;
            }

            any = true;
            var line = Current.Line;
            var fits = moreNames is null;
            if (Skip("**"))
            {
                moreNames = Parse();
            }
            else if (Skip("*"))
            {
                fits &= morePlaces is null;
                morePlaces = Parse();
            }
            else if (Current.Kind == TokenKind.Name && tokens[At + 1] is { Kind: TokenKind.Operator, Text: "=" })
            {
                var name = ExpectName();
                Expect("=");
                if (names.Any(pair => pair.Name == name)) throw new JinjaException($"keyword argument repeated: {name}", line);
                names.Add((name, Parse()));
            }
            else
            {
                fits &= morePlaces is null && names.Count == 0;
                places.Add(Parse());
            }

            if (!fits) throw new JinjaException("invalid syntax for function call expression", line);
        }

        List<Expression> parts = [.. places, .. names.Select(pair => pair.Value)];
        if (morePlaces is not null) parts.Add(morePlaces);
        if (moreNames is not null) parts.Add(moreNames);
        return (scope => Arguments(scope, places, names, morePlaces, moreNames), parts);
    }

    private static CallArguments Arguments(
        RenderScope scope, List<Expression> places, List<(string Name, Expression Value)> names, Expression? morePlaces, Expression? moreNames)
    {
        if (places.Count + names.Count == 0 && morePlaces is null && moreNames is null) return new CallArguments([], []);
        var meter = scope.Meter;
        var given = new List<object?>();
        foreach (var place in places) PythonValue.Add(meter, given, place.Evaluate(scope));
        if (morePlaces?.Evaluate(scope) is var items && morePlaces is not null)
            foreach (var item in PythonValue.Iterate(meter, items)) PythonValue.Add(meter, given, item);
        var named = new OrderedDictionary<string, object?>();
        foreach (var (name, value) in names) named[name] = value.Evaluate(scope);
        if (moreNames is null) return new CallArguments(given, named);
        var more = moreNames.Evaluate(scope);
        if (more is not PythonDict dict) throw new JinjaException($"argument after ** must be a mapping, not {PythonValue.TypeName(more)}");
        foreach (var (key, value) in dict.Pairs)
        {
            meter.Items(1, named.Count);
            if (key is not string name) throw new JinjaException("keywords must be strings");
            if (!named.TryAdd(name, value)) throw new JinjaException($"got multiple values for keyword argument '{name}'");
        }

        return new CallArguments(given, named);
    }

    /// <summary>value | filter(…) is test …</summary>
    private Expression ParseFilters(Expression value)
    {
        while (true)
        {
            var of = value;
            var line = Current.Line;
            if (Skip("|")) value = ParseFilterCall(of);
            else if (Skip("is")) value = ParseTest(of, line);
            else if (Is("(")) value = ParseCall(of, line);
            else return value;
        }
    }

    /// <summary>A filter's name with its arguments, applied to a value.</summary>
    public Expression ParseFilterCall(Expression of)
    {
        var line = Current.Line;
        var name = ParseDotted();
        var (call, parts) = Is("(") ? ParseArguments() : (_ => CallArguments.None, []);
        if (!IsSoft && !TemplateFilters.Has(name)) throw new JinjaException($"No filter named '{name}'.", line);
        return new Expression(scope =>
        {
            var value = of.Evaluate(scope);
            return TemplateFilters.Apply(scope.Meter, name, value, call(scope));
        }, line, [of, .. parts]);
    }

    private string ParseDotted()
    {
        var name = ExpectName();
        while (Skip(".")) name = name.Length < 100 ? name + "." + ExpectName() : throw new JinjaException("a name is too long", Current.Line);
        return name;
    }

    private Expression ParseTest(Expression of, int line)
    {
        var negated = Skip("not");
        var name = ParseDotted();
        Func<RenderScope, CallArguments> call = _ => CallArguments.None;
        List<Expression> parts = [];
        if (Is("("))
        {
            (call, parts) = ParseArguments();
        }
        else if (Current.Kind is TokenKind.Text or TokenKind.Integer or TokenKind.Number || Is("[") || Is("{") || (Current.Kind == TokenKind.Name && !Is("else") && !Is("or") && !Is("and")))
        {
            if (Is("is")) throw new JinjaException("You cannot chain multiple tests with is", line);
            Enter();
            var argument = ParsePostfix(ParsePrimary());
            depth--;
            parts = [argument];
            call = scope => new CallArguments([argument.Evaluate(scope)], []);
        }

        if (!IsSoft && !TemplateTests.Has(name)) throw new JinjaException($"No test named '{name}'.", line);
        return new Expression(scope =>
        {
            var value = of.Evaluate(scope);
            return TemplateTests.Holds(scope.Meter, name, value, call(scope)) != negated;
        }, line, [of, .. parts]);
    }

    private void Enter()
    {
        if (++depth > Deepest || !System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new JinjaException("the expression nests too deeply", Current.Line);
    }

    private string Found() => Current.Kind switch
    {
        TokenKind.EndTag or TokenKind.EndPrint => "the end of the tag",
        TokenKind.End => "the end of the template",
        TokenKind.Data => "text",
        TokenKind.BeginTag or TokenKind.BeginPrint => "a tag",
        _ => $"'{(Current.Text.Length > 60 ? Current.Text[..60] : Current.Text)}'",
    };
}
