using System.Text;
using Colora.Templates.Jinja.Values;

namespace Colora.Templates.Jinja;

/// <summary>Tokens of a tag → an expression, with Jinja's precedences.</summary>
internal sealed class ExpressionParser(List<TemplateToken> tokens, Meter meter) : TokenReader(tokens)
{
    private const int Deepest = 160;

    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    private int depth;

    /// <summary>Names that were read since this was emptied.</summary>
    public HashSet<string> NamesRead { get; set; } = [];

    /// <summary>The scope whose expressions are parsed.</summary>
    public SymbolFrame Symbols { get; set; } = new(null);

    /// <summary>Whether a filter or test that does not exist is refused only when it is met: inside an if.</summary>
    public bool IsSoft { get; set; }

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

        return ExpressionForms.Tuple(parts, line);
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
                op = Take().Text;
            }
            else if (Skip("in"))
            {
                op = "in";
            }
            else if (Is("not") && Following is { Kind: TokenKind.Name, Text: "in" })
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
        return ExpressionForms.Comparison(first, rest, Current.Line);
    }

    private Expression ParseSum() => ParseBinary(ParseConcatenation, "+", "-");

    private Expression ParseConcatenation()
    {
        var line = Current.Line;
        var first = ParseProduct();
        if (!Is("~")) return first;
        var parts = new List<Expression> { first };
        while (Skip("~")) parts.Add(ParseProduct());
        return ExpressionForms.Concatenation(parts, line);
    }

    private Expression ParseProduct() => ParseBinary(ParsePower, "*", "/", "//", "%");

    private Expression ParsePower() => ParseBinary(() => ParseUnary(), "**");

    private Expression ParseBinary(Func<Expression> operand, params string[] operators)
    {
        var left = operand();
        while (Current.Kind == TokenKind.Operator && operators.Contains(Current.Text))
        {
            var line = Current.Line;
            var op = Take().Text;
            var (a, b) = (left, operand());
            left = ExpressionForms.Binary(op, a, b, line);
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
        var token = Take();
        switch (token.Kind)
        {
            case TokenKind.Text:
                var text = new StringBuilder(token.Text);
                while (Current.Kind == TokenKind.Text) text.Append(Take().Text);
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
                return ExpressionForms.List(items, token.Line);
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
        Symbols.Read(name);
        return new Expression(scope => scope.Get(name), line);
    }

    private object? IntegerOf(TemplateToken token)
    {
        try
        {
            return NumberParser.Integer(meter, token.Text, 0);
        }
        catch (TemplateException e)
        {
            throw new TemplateException(e.Message, token.Line);
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

        return ExpressionForms.Dict(pairs, line);
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
                    var place = IntegerOf(Take());
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
        var arguments = ParseArguments();
        object? Run(RenderScope scope, PythonCallable? caller)
        {
            var function = of.Evaluate(scope);
            var with = arguments.Evaluate(scope);
            if (caller is not null && !with.Names.TryAdd("caller", caller)) throw new TemplateException("got multiple values for keyword argument 'caller'");
            var before = scope.Meter.Line;
            var result = function switch
            {
                PythonCallable callable => callable.Call(scope.Meter, with),
                Undefined missing => throw missing.Refusal(),
                _ => throw new TemplateException($"'{PythonValue.TypeName(function)}' object is not callable"),
            };
            scope.Meter.Line = before;
            return result;
        }

        return new Expression(scope => Run(scope, null), line, [of, .. arguments.Parts]) { CallWith = Run };
    }

    private Expression ParseSubscript(Expression of, int line)
    {
        Expression?[] parts = [null, null, null];
        if (!Is(":"))
        {
            if (Skip("]")) return ExpressionForms.Subscript(of, ExpressionForms.Tuple([], line), line);
            var key = Parse();
            if (Is(","))
            {
                var many = new List<Expression> { key };
                while (Skip(","))
                {
                    if (Is(":")) throw new TemplateException("slices in more than one dimension are not supported", line);
                    many.Add(Parse());
                }

                Expect("]");
                return ExpressionForms.Subscript(of, ExpressionForms.Tuple(many, line), line);
            }

            if (Skip("]")) return ExpressionForms.Subscript(of, key, line);
            parts[0] = key;
        }

        for (var i = 1; i < 3 && Skip(":"); i++)
            if (!Is(":") && !Is("]")) parts[i] = Parse();
        Expect("]");
        return ExpressionForms.Slice(of, parts, line);
    }

    /// <summary>(a, b, name=c, *list, **dict).</summary>
    private ParsedArguments ParseArguments()
    {
        var arguments = new ParsedArguments();
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
            if (Skip("**"))
            {
                arguments.AddNames(Parse(), line);
            }
            else if (Skip("*"))
            {
                arguments.AddPlaces(Parse(), line);
            }
            else if (Current.Kind == TokenKind.Name && Following is { Kind: TokenKind.Operator, Text: "=" })
            {
                var name = ExpectName();
                Expect("=");
                arguments.Add(name, Parse(), line);
            }
            else
            {
                arguments.Add(Parse(), line);
            }
        }

        return arguments;
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
        var arguments = Is("(") ? ParseArguments() : new ParsedArguments();
        if (!IsSoft && !TemplateFilters.Has(name)) throw new TemplateException($"No filter named '{name}'.", line);
        return new Expression(scope =>
        {
            var value = of.Evaluate(scope);
            return TemplateFilters.Apply(scope.Meter, name, value, arguments.Evaluate(scope));
        }, line, [of, .. arguments.Parts]);
    }

    private string ParseDotted()
    {
        var name = ExpectName();
        while (Skip(".")) name = name.Length < 100 ? name + "." + ExpectName() : throw new TemplateException("a name is too long", Current.Line);
        return name;
    }

    private Expression ParseTest(Expression of, int line)
    {
        var negated = Skip("not");
        var name = ParseDotted();
        var arguments = new ParsedArguments();
        if (Is("("))
        {
            arguments = ParseArguments();
        }
        else if (Current.Kind is TokenKind.Text or TokenKind.Integer or TokenKind.Number || Is("[") || Is("{") || (Current.Kind == TokenKind.Name && !Is("else") && !Is("or") && !Is("and")))
        {
            if (Is("is")) throw new TemplateException("You cannot chain multiple tests with is", line);
            Enter();
            arguments.Add(ParsePostfix(ParsePrimary()), line);
            depth--;
        }

        if (!IsSoft && !TemplateTests.Has(name)) throw new TemplateException($"No test named '{name}'.", line);
        return new Expression(scope =>
        {
            var value = of.Evaluate(scope);
            return TemplateTests.Holds(scope.Meter, name, value, arguments.Evaluate(scope)) != negated;
        }, line, [of, .. arguments.Parts]);
    }

    private void Enter()
    {
        if (++depth > Deepest || !System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new TemplateException("the expression nests too deeply", Current.Line);
    }
}
