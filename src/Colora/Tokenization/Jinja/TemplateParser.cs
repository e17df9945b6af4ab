using System.Text;

namespace Colora.Tokenization.Jinja;

/// <summary>Tokens → the statements of a template as functions of the scope.</summary>
internal sealed class TemplateParser
{
    private const int Deepest = 100;

    private readonly List<TemplateToken> tokens;
    private readonly ExpressionParser expressions;
    private int depth;

    private TemplateParser(List<TemplateToken> tokens)
    {
        this.tokens = tokens;
        expressions = new ExpressionParser(tokens);
    }

    public static Func<RenderScope, LoopSignal> Parse(string template)
    {
        var parser = new TemplateParser(TemplateLexer.Read(template));
        var body = parser.ParseBlock();
        return parser.expressions.Current.Kind == TokenKind.End ? body : throw parser.expressions.Unexpected("the end of the template");
    }

    /// <summary>Statements up to a tag that is one of <paramref name="ends"/>, which stays; or to the end.</summary>
    private Func<RenderScope, LoopSignal> ParseBlock(params string[] ends)
    {
        if (++depth > Deepest) throw new JinjaException("the template nests too deeply", expressions.Current.Line);
        var statements = new List<Func<RenderScope, LoopSignal>>();
        while (expressions.Current.Kind != TokenKind.End)
        {
            var token = expressions.Current;
            if (token.Kind == TokenKind.BeginTag && tokens[expressions.At + 1] is { Kind: TokenKind.Name } next && ends.Contains(next.Text)) break;
            expressions.At++;
            statements.Add(token.Kind switch
            {
                TokenKind.Data => WriteData(token.Text),
                TokenKind.BeginPrint => ParsePrint(),
                _ => ParseStatement(),
            });
        }

        if (ends.Length > 0 && expressions.Current.Kind == TokenKind.End) throw expressions.Unexpected($"'{ends[^1]}'");
        depth--;
        return scope =>
        {
            foreach (var statement in statements)
            {
                scope.Step();
                var signal = statement(scope);
                if (signal != LoopSignal.None) return signal;
            }

            return LoopSignal.None;
        };
    }

    private static Func<RenderScope, LoopSignal> WriteData(string text) => Always(scope => scope.Write(text));

    private static Func<RenderScope, LoopSignal> Always(Action<RenderScope> act) => scope =>
    {
        act(scope);
        return LoopSignal.None;
    };

    private Func<RenderScope, LoopSignal> ParsePrint()
    {
        var value = expressions.ParseTuple();
        ExpectKind(TokenKind.EndPrint);
        return Always(scope => scope.Write(PythonValue.ToText(value(scope))));
    }

    private Func<RenderScope, LoopSignal> ParseStatement()
    {
        var name = expressions.ExpectName();
        switch (name)
        {
            case "if": return ParseIf();
            case "for": return ParseFor();
            case "set": return ParseSet();
            case "macro": return ParseMacro();
            case "with": return ParseWith();
            case "filter": return ParseFilter();
            case "call": return ParseCallBlock();
            case "generation":
                EndTag();
                var body = ParseBlock("endgeneration");
                End("endgeneration");
                return body;
            case "break":
                EndTag();
                return _ => LoopSignal.Break;
            case "continue":
                EndTag();
                return _ => LoopSignal.Continue;
            default:
                expressions.At--;
                throw expressions.Unexpected("a statement");
        }
    }

    private Func<RenderScope, LoopSignal> ParseIf()
    {
        var branches = new List<(Func<RenderScope, object?> Condition, Func<RenderScope, LoopSignal> Body)>();
        var condition = expressions.ParseTuple();
        while (true)
        {
            EndTag();
            branches.Add((condition, ParseBlock("elif", "else", "endif")));
            expressions.At++;
            var tag = expressions.ExpectName();
            if (tag == "elif")
            {
                condition = expressions.ParseTuple();
                continue;
            }

            EndTag();
            if (tag == "else")
            {
                branches.Add((_ => true, ParseBlock("endif")));
                End("endif");
            }

            return scope =>
            {
                foreach (var branch in branches)
                    if (PythonValue.IsTrue(branch.Condition(scope))) return branch.Body(scope);
                return LoopSignal.None;
            };
        }
    }

    private Func<RenderScope, LoopSignal> ParseFor()
    {
        var assign = ParseTarget();
        expressions.Expect("in");
        var sequence = ParseSequence();
        var filter = expressions.Skip("if") ? expressions.Parse() : null;
        var recursive = expressions.Skip("recursive");
        EndTag();
        var body = ParseBlock("else", "endfor");
        expressions.At++;
        Func<RenderScope, LoopSignal>? otherwise = null;
        if (expressions.ExpectName() == "else")
        {
            EndTag();
            otherwise = ParseBlock("endfor");
            End("endfor");
        }
        else
        {
            EndTag();
        }

        void Run(RenderScope scope, object? of, int level)
        {
            var items = PythonValue.Items(of);
            if (filter is not null)
            {
                items = items.Where(item =>
                {
                    var inner = scope.Enter();
                    assign(inner, item);
                    return PythonValue.IsTrue(filter(inner));
                }).ToList();
            }

            var loop = new LoopState(items, level);
            for (var i = 0; i < items.Count; i++)
            {
                scope.Step();
                var inner = scope.Enter();
                assign(inner, items[i]);
                inner.Set("loop", loop.At(i, recursive ? deeper => Captured(inner, captured => Run(captured, deeper, level + 1)) : null));
                if (body(inner) == LoopSignal.Break) break;
            }

            if (items.Count == 0) otherwise?.Invoke(scope.Enter());
        }

        return Always(scope => Run(scope, sequence(scope), 0));
    }

    /// <summary>The sequence of a for: a tuple without parentheses is allowed, an inline if is not (it would be the filter).</summary>
    private Func<RenderScope, object?> ParseSequence()
    {
        var first = expressions.ParseOr();
        if (!expressions.Is(",")) return first;
        var parts = new List<Func<RenderScope, object?>> { first };
        while (expressions.Skip(",")) parts.Add(expressions.ParseOr());
        return scope => parts.Select(part => part(scope)).ToList();
    }

    private static string Captured(RenderScope scope, Action<RenderScope> write)
    {
        var output = new StringBuilder();
        scope.Call(() => write(scope.Enter(output)));
        return output.ToString();
    }

    /// <summary>name, or name, name, …; nested with brackets.</summary>
    private Action<RenderScope, object?> ParseTarget()
    {
        var targets = new List<Action<RenderScope, object?>>();
        var many = false;
        do
        {
            if (targets.Count > 0 && expressions.Current.Kind != TokenKind.Name && !expressions.Is("(")) break;
            if (expressions.Skip("("))
            {
                targets.Add(ParseTarget());
                expressions.Expect(")");
            }
            else
            {
                var name = expressions.ExpectName();
                targets.Add((scope, value) => scope.Set(name, value));
            }

            many |= expressions.Is(",");
        }
        while (expressions.Skip(","));

        if (!many) return targets[0];
        return (scope, value) =>
        {
            var items = PythonValue.Items(value);
            if (items.Count != targets.Count) throw new JinjaException($"{items.Count} values for {targets.Count} names");
            for (var i = 0; i < items.Count; i++) targets[i](scope, items[i]);
        };
    }

    private Func<RenderScope, LoopSignal> ParseSet()
    {
        var place = expressions.At;
        var name = expressions.ExpectName();
        Action<RenderScope, object?> assign;
        if (expressions.Skip("."))
        {
            var attribute = expressions.ExpectName();
            assign = (scope, value) =>
            {
                if (scope.Get(name) is not JinjaNamespace space) throw new JinjaException("cannot assign attribute on non-namespace object");
                space.Values[attribute] = value;
            };
        }
        else
        {
            expressions.At = place;
            assign = ParseTarget();
        }

        if (expressions.Skip("="))
        {
            var value = expressions.ParseTuple();
            EndTag();
            return Always(scope => assign(scope, value(scope)));
        }

        var filters = new List<Func<RenderScope, object?, object?>>();
        while (expressions.Skip("|")) filters.Add(expressions.ParseFilterCall());
        EndTag();
        var body = ParseBlock("endset");
        End("endset");
        return Always(scope =>
        {
            object? text = Captured(scope, inner => body(inner));
            foreach (var filter in filters) text = filter(scope, text);
            assign(scope, text);
        });
    }

    private Func<RenderScope, LoopSignal> ParseMacro()
    {
        var name = expressions.ExpectName();
        var macro = ParseMacroBody("endmacro");
        return Always(scope => scope.Set(name, macro(scope.Global, null)));
    }

    /// <summary>{% call macro(…) %}text{% endcall %}: the macro calls the text as caller().</summary>
    private Func<RenderScope, LoopSignal> ParseCallBlock()
    {
        var parameters = expressions.Is("(") ? ParseParameters() : [];
        var call = expressions.Parse();
        EndTag();
        var body = ParseBlock("endcall");
        End("endcall");
        return Always(scope =>
        {
            var caller = MakeMacro(scope, parameters, body, (false, false), null);
            var inner = scope.Enter();
            inner.Global.Set("caller", caller);
            scope.Write(PythonValue.ToText(call(inner)));
        });
    }

    private Func<RenderScope, JinjaFunction?, JinjaFunction> ParseMacroBody(string end)
    {
        var parameters = ParseParameters();
        EndTag();
        var begin = expressions.At;
        var body = ParseBlock(end);
        var takes = Mentions(begin, "varargs", "kwargs");
        End(end);
        return (scope, caller) => MakeMacro(scope, parameters, body, takes, caller);
    }

    /// <summary>Whether the tokens since a place name each of two words: a macro takes more arguments only where its body uses them.</summary>
    private (bool First, bool Second) Mentions(int begin, string first, string second)
    {
        var names = tokens.Skip(begin).Take(expressions.At - begin).Where(token => token.Kind == TokenKind.Name).Select(token => token.Text).ToHashSet();
        return (names.Contains(first), names.Contains(second));
    }

    private List<(string Name, Func<RenderScope, object?>? Default)> ParseParameters()
    {
        var parameters = new List<(string, Func<RenderScope, object?>?)>();
        expressions.Expect("(");
        while (!expressions.Skip(")"))
        {
            if (parameters.Count > 0) expressions.Expect(",");
            var name = expressions.ExpectName();
            parameters.Add((name, expressions.Skip("=") ? expressions.Parse() : null));
        }

        return parameters;
    }

    private static JinjaFunction MakeMacro(
        RenderScope outer, List<(string Name, Func<RenderScope, object?>? Default)> parameters, Func<RenderScope, LoopSignal> body,
        (bool Places, bool Names) takes, JinjaFunction? caller) => (places, names) =>
    {
        var output = new StringBuilder();
        var scope = outer.Enter(output);
        for (var i = 0; i < parameters.Count; i++)
        {
            var (name, otherwise) = parameters[i];
            scope.Set(name, i < places.Count ? places[i] : names.TryGetValue(name, out var given) ? given : otherwise?.Invoke(scope) ?? (otherwise is null ? new Undefined(name) : null));
        }

        if (caller is not null) scope.Set("caller", caller);
        scope.Set("varargs", new PythonTuple(places.Skip(parameters.Count)));
        var more = new PythonDict();
        foreach (var pair in names.Where(pair => parameters.All(parameter => parameter.Name != pair.Key))) more[pair.Key] = pair.Value;
        scope.Set("kwargs", more);
        if (places.Count > parameters.Count && !takes.Places) throw new JinjaException($"macro takes not more than {parameters.Count} argument(s)");
        if (more.Count > 0 && !takes.Names) throw new JinjaException($"macro takes no keyword argument '{more.Keys.First()}'");
        scope.Call(() => body(scope));
        return output.ToString();
    };

    private Func<RenderScope, LoopSignal> ParseWith()
    {
        var values = new List<(string Name, Func<RenderScope, object?> Value)>();
        while (expressions.Current.Kind != TokenKind.EndTag)
        {
            if (values.Count > 0) expressions.Expect(",");
            var name = expressions.ExpectName();
            expressions.Expect("=");
            values.Add((name, expressions.Parse()));
        }

        EndTag();
        var body = ParseBlock("endwith");
        End("endwith");
        return scope =>
        {
            var inner = scope.Enter();
            foreach (var (name, value) in values.Select(pair => (pair.Name, pair.Value(scope))).ToList()) inner.Set(name, value);
            return body(inner);
        };
    }

    private Func<RenderScope, LoopSignal> ParseFilter()
    {
        var filters = new List<Func<RenderScope, object?, object?>> { expressions.ParseFilterCall() };
        while (expressions.Skip("|")) filters.Add(expressions.ParseFilterCall());
        EndTag();
        var body = ParseBlock("endfilter");
        End("endfilter");
        return Always(scope =>
        {
            object? text = Captured(scope, inner => body(inner));
            foreach (var filter in filters) text = filter(scope, text);
            scope.Write(PythonValue.ToText(text));
        });
    }

    private void End(string name)
    {
        ExpectKind(TokenKind.BeginTag);
        expressions.Expect(name);
        EndTag();
    }

    private void EndTag() => ExpectKind(TokenKind.EndTag);

    private void ExpectKind(TokenKind kind)
    {
        if (expressions.Current.Kind != kind) throw expressions.Unexpected(kind == TokenKind.EndTag ? "'%}'" : kind == TokenKind.EndPrint ? "'}}'" : "'{%'");
        expressions.At++;
    }
}
