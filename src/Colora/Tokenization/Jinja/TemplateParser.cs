using Colora.Tokenization.Jinja.Values;

namespace Colora.Tokenization.Jinja;

/// <summary>Tokens → the statements of a template.</summary>
internal sealed class TemplateParser
{
    /// <summary>Characters of the longest template; published ones have some thousands.</summary>
    private const int Longest = 1 << 20;

    private const int Deepest = 60;

    private readonly List<TemplateToken> tokens;
    private readonly ExpressionParser expressions;
    private readonly HashSet<string> blocks = [];
    private int depth, loops;

    private TemplateParser(List<TemplateToken> tokens)
    {
        this.tokens = tokens;
        expressions = new ExpressionParser(tokens, new Meter());
    }

    public static Statement Parse(string template)
    {
        if (template.Length > Longest) throw new JinjaException($"the template is longer than {Longest} characters ({template.Length})");
        if (HasHalfPair(template)) throw new JinjaException("the template holds half of a surrogate pair");
        var parser = new TemplateParser(TemplateLexer.Read(template));
        var body = parser.ParseBlock();
        return parser.expressions.Current.Kind == TokenKind.End ? body : throw parser.expressions.Unexpected("the end of the template");
    }

    private static bool HasHalfPair(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[++i])) return true;
        }

        return false;
    }

    /// <summary>Statements up to a tag that is one of <paramref name="ends"/>, which stays; or to the end.</summary>
    private Statement ParseBlock(params string[] ends)
    {
        if (++depth > Deepest) throw new JinjaException("the template nests too deeply", expressions.Current.Line);
        var statements = new List<Statement>();
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
            scope.Meter.Enter();
            foreach (var statement in statements)
            {
                scope.Meter.Step();
                var signal = statement(scope);
                if (signal == LoopSignal.None) continue;
                scope.Meter.Leave();
                return signal;
            }

            scope.Meter.Leave();
            return LoopSignal.None;
        };
    }

    /// <summary>A block whose text is a value: a filter or test that does not exist is refused at once, and no loop is left from it.</summary>
    private Statement ParseBody(string end, bool leavesLoop)
    {
        var (soft, outerLoops) = (expressions.IsSoft, loops);
        expressions.IsSoft = false;
        if (!leavesLoop) loops = 0;
        var body = ParseBlock(end);
        End(end);
        (expressions.IsSoft, loops) = (soft, outerLoops);
        return body;
    }

    private static Statement WriteData(string text) => scope =>
    {
        scope.Output.Append(text);
        return LoopSignal.None;
    };

    /// <summary>A statement that goes on behind itself, with its line kept for messages.</summary>
    private static Statement Always(int line, Action<RenderScope> act) => scope =>
    {
        scope.Meter.Line = line;
        act(scope);
        return LoopSignal.None;
    };

    private Statement ParsePrint()
    {
        var line = expressions.Current.Line;
        var value = expressions.ParseTuple();
        ExpectKind(TokenKind.EndPrint);
        return Always(line, scope => scope.Output.Append(PythonText.ToText(scope.Meter, value.Evaluate(scope))));
    }

    private Statement ParseStatement()
    {
        var line = expressions.Current.Line;
        var name = expressions.ExpectName();
        switch (name)
        {
            case "if": return ParseIf();
            case "for": return ParseFor(line);
            case "set": return ParseSet(line);
            case "macro": return ParseMacro(line);
            case "with": return ParseWith(line);
            case "filter": return ParseFilter(line);
            case "call": return ParseCallBlock(line);
            case "print": return ParsePrintTag(line);
            case "block": return ParseNamedBlock(line);
            case "autoescape": return ParseAutoescape(line);
            case "generation": return ParseGeneration(line);
            case "include" or "import" or "from" or "extends": return ParseLoading(line, name);
            case "break" or "continue":
                EndTag();
                if (loops == 0) throw new JinjaException($"'{name}' outside of a loop", line);
                var signal = name == "break" ? LoopSignal.Break : LoopSignal.Continue;
                return _ => signal;
            default:
                expressions.At--;
                throw new JinjaException($"Encountered unknown tag '{(name.Length > 60 ? name[..60] : name)}'.", line);
        }
    }

    private Statement ParseIf()
    {
        var soft = expressions.IsSoft;
        var branches = new List<(int Line, Expression? Condition, Statement Body)>();
        while (true)
        {
            expressions.IsSoft = true;
            var line = expressions.Current.Line;
            var condition = expressions.ParseTuple(withCondition: false);
            EndTag();
            branches.Add((line, condition, ParseBlock("elif", "else", "endif")));
            expressions.At++;
            var tag = expressions.ExpectName();
            if (tag == "elif") continue;
            EndTag();
            if (tag == "else")
            {
                branches.Add((line, null, ParseBlock("endif")));
                End("endif");
            }

            break;
        }

        expressions.IsSoft = soft;
        return scope =>
        {
            foreach (var (line, condition, body) in branches)
            {
                scope.Meter.Line = line;
                if (condition is null || condition.Holds(scope)) return body(scope);
            }

            return LoopSignal.None;
        };
    }

    private Statement ParseFor(int line)
    {
        var soft = expressions.IsSoft;
        var assign = ParseTarget(withNamespace: false);
        expressions.Expect("in");
        var sequence = expressions.ParseTuple(withCondition: false, end: "recursive");
        expressions.IsSoft = false;
        var filter = expressions.Skip("if") ? expressions.Parse() : null;
        var recursive = expressions.Skip("recursive");
        EndTag();
        loops++;
        var body = ParseBlock("else", "endfor");
        loops--;
        expressions.At++;
        var tag = expressions.ExpectName();
        EndTag();
        Statement? otherwise = null;
        if (tag == "else")
        {
            otherwise = ParseBlock("endfor");
            End("endfor");
        }

        expressions.IsSoft = soft;
        var loop = new ForLoop(line, assign, filter, recursive, body, otherwise);
        return scope => loop.Run(scope, sequence);
    }

    /// <summary>name, or name, name, …; nested with brackets; in a set also namespace.name.</summary>
    private Action<RenderScope, object?> ParseTarget(bool withNamespace)
    {
        var targets = new List<Action<RenderScope, object?>>();
        var many = false;
        if (++depth > Deepest) throw new JinjaException("the template nests too deeply", expressions.Current.Line);
        while (true)
        {
            if (many && (expressions.Is(")") || expressions.Is("in") || expressions.Current.Kind == TokenKind.EndTag)) break;
            targets.Add(ParseOneTarget(withNamespace));
            if (!expressions.Skip(",")) break;
            many = true;
        }

        depth--;
        if (!many) return targets[0];
        return (scope, value) =>
        {
            scope.Meter.Step();
            var items = value as List<object?> ?? PythonValue.ToList(scope.Meter, value);
            if (items.Count != targets.Count) throw new JinjaException(items.Count > targets.Count ? $"too many values to unpack (expected {targets.Count})" : $"not enough values to unpack (expected {targets.Count}, got {items.Count})");
            for (var i = 0; i < items.Count; i++) targets[i](scope, items[i]);
        };
    }

    private Action<RenderScope, object?> ParseOneTarget(bool withNamespace)
    {
        if (expressions.Skip("("))
        {
            var inner = ParseTarget(withNamespace);
            expressions.Expect(")");
            return inner;
        }

        var line = expressions.Current.Line;
        var name = expressions.ExpectName();
        if (name is "true" or "false" or "none" or "True" or "False" or "None") throw new JinjaException("can't assign to 'const'", line);
        if (!withNamespace || !expressions.Skip(".")) return (scope, value) => scope.Set(name, value);
        var attribute = expressions.ExpectName();
        return (scope, value) =>
        {
            if (scope.Get(name) is not PythonNamespace space) throw new JinjaException("cannot assign attribute on non-namespace object");
            space.Values.Put(attribute, value);
        };
    }

    private Statement ParseSet(int line)
    {
        var assign = ParseTarget(withNamespace: true);
        if (expressions.Skip("="))
        {
            var value = expressions.ParseTuple();
            EndTag();
            return Always(line, scope => assign(scope, value.Evaluate(scope)));
        }

        var filter = ParseFilterChain(line, first: false);
        EndTag();
        var body = ParseBody("endset", leavesLoop: true);
        return scope =>
        {
            scope.Meter.Line = line;
            var inner = scope.Capture();
            var signal = body(inner);
            if (signal == LoopSignal.None) assign(scope, filter(inner, inner.Output.ToString()));
            return signal;
        };
    }

    /// <summary>Filters of a set or filter block: what they make of its text.</summary>
    private Func<RenderScope, string, object?> ParseFilterChain(int line, bool first)
    {
        const string Name = " text";
        var text = new Expression(scope => scope.Get(Name), line);
        var value = text;
        if (first) value = expressions.ParseFilterCall(value);
        while (expressions.Skip("|")) value = expressions.ParseFilterCall(value);
        return (scope, captured) =>
        {
            scope.Set(Name, captured);
            return value.Evaluate(scope);
        };
    }

    private Statement ParseMacro(int line)
    {
        var name = expressions.ExpectName();
        var definition = ParseDefinition("endmacro", ParseParameters());
        return Always(line, scope => scope.Set(name, new Macro(name, definition, scope)));
    }

    /// <summary>{% call macro(…) %}text{% endcall %}: the macro calls the text as caller().</summary>
    private Statement ParseCallBlock(int line)
    {
        List<(string, Expression?)> parameters = expressions.Is("(") ? ParseParameters() : [];
        var call = expressions.Parse();
        if (call.CallWith is not { } run) throw new JinjaException("expected call", line);
        var definition = ParseDefinition("endcall", parameters);
        return Always(line, scope => scope.Output.Append(PythonText.ToText(scope.Meter, run(scope, new Macro("", definition, scope)))));
    }

    /// <summary>{% generation %}: its text, in a scope of its own.</summary>
    private Statement ParseGeneration(int line)
    {
        var definition = ParseDefinition("endgeneration", []);
        return Always(line, scope => scope.Output.Append((string)new Macro("", definition, scope).Call(scope.Meter, CallArguments.None)!));
    }

    /// <summary>The rest of a macro's tag and its body. What the body reads decides which arguments it takes.</summary>
    private MacroDefinition ParseDefinition(string end, List<(string Name, Expression? Default)> parameters)
    {
        EndTag();
        var outer = expressions.NamesRead;
        expressions.NamesRead = [];
        var body = ParseBody(end, leavesLoop: false);
        var read = expressions.NamesRead;
        expressions.NamesRead = outer;
        foreach (var name in read)
            if (name is "caller" or "kwargs" or "varargs") outer.Add(name);
        bool Reads(string name) => read.Contains(name) && parameters.TrueForAll(parameter => parameter.Name != name);
        return new MacroDefinition(parameters, body, Reads("caller"), Reads("kwargs"), Reads("varargs"));
    }

    private List<(string Name, Expression? Default)> ParseParameters()
    {
        var parameters = new List<(string Name, Expression? Default)>();
        var names = new HashSet<string>();
        expressions.Expect("(");
        while (!expressions.Skip(")"))
        {
            if (parameters.Count > 0) expressions.Expect(",");
            var line = expressions.Current.Line;
            var name = expressions.ExpectName();
            if (!names.Add(name)) throw new JinjaException($"duplicate argument '{name}'", line);
            var otherwise = expressions.Skip("=") ? expressions.Parse() : null;
            if (otherwise is null && (name == "caller" || (parameters.Count > 0 && parameters[^1].Default is not null))) throw new JinjaException("non-default argument follows default argument", line);
            parameters.Add((name, otherwise));
        }

        return parameters;
    }

    private Statement ParseWith(int line)
    {
        var values = new List<(Action<RenderScope, object?> Assign, Expression Value)>();
        while (expressions.Current.Kind != TokenKind.EndTag)
        {
            if (values.Count > 0) expressions.Expect(",");
            var assign = ParseTarget(withNamespace: false);
            expressions.Expect("=");
            values.Add((assign, expressions.Parse()));
        }

        EndTag();
        var body = ParseBody("endwith", leavesLoop: true);
        return scope =>
        {
            scope.Meter.Line = line;
            var inner = scope.Enter();
            var given = values.Select(pair => pair.Value.Evaluate(scope)).ToList();
            for (var i = 0; i < given.Count; i++) values[i].Assign(inner, given[i]);
            return body(inner);
        };
    }

    private Statement ParseFilter(int line)
    {
        var filter = ParseFilterChain(line, first: true);
        EndTag();
        var body = ParseBody("endfilter", leavesLoop: true);
        return scope =>
        {
            scope.Meter.Line = line;
            var inner = scope.Capture();
            var signal = body(inner);
            if (signal == LoopSignal.None)
            {
                scope.Output.Append(filter(inner, inner.Output.ToString()) switch
                {
                    string text => text,
                    MarkedText marked => marked.Text,
                    var other => throw new JinjaException($"expected str instance, {PythonValue.TypeName(other)} found"),
                });
            }

            return signal;
        };
    }

    private Statement ParsePrintTag(int line)
    {
        var values = new List<Expression>();
        while (expressions.Current.Kind != TokenKind.EndTag)
        {
            if (values.Count > 0) expressions.Expect(",");
            values.Add(expressions.Parse());
        }

        EndTag();
        return Always(line, scope =>
        {
            foreach (var value in values) scope.Output.Append(PythonText.ToText(scope.Meter, value.Evaluate(scope)));
        });
    }

    /// <summary>{% block name %}: without inheritance its text alone; it sees the outermost names, or all where it is scoped.</summary>
    private Statement ParseNamedBlock(int line)
    {
        var name = expressions.ExpectName();
        if (!blocks.Add(name)) throw new JinjaException($"block '{name}' defined twice", line);
        var scoped = expressions.Skip("scoped");
        if (expressions.Is("required")) throw new JinjaException("a required block needs a template that extends this one, which is not supported", line);
        EndTag();
        var (soft, outerLoops) = (expressions.IsSoft, loops);
        (expressions.IsSoft, loops) = (false, 0);
        var body = ParseBlock("endblock");
        (expressions.IsSoft, loops) = (soft, outerLoops);
        expressions.At++;
        expressions.Expect("endblock");
        if (expressions.Current.Kind == TokenKind.Name && expressions.ExpectName() != name) throw new JinjaException("endblock of another block", expressions.Current.Line);
        EndTag();
        return Always(line, scope =>
        {
            var inner = (scoped ? scope : scope.Global).Capture();
            body(inner);
            scope.Output.Append(inner.Output.ToString());
        });
    }

    private Statement ParseAutoescape(int line)
    {
        var wanted = expressions.Parse();
        EndTag();
        var body = ParseBody("endautoescape", leavesLoop: true);
        return scope =>
        {
            scope.Meter.Line = line;
            return wanted.Holds(scope) ? throw new JinjaException("autoescape is not supported") : body(scope.Enter());
        };
    }

    /// <summary>Tags that read another template: there is none.</summary>
    private Statement ParseLoading(int line, string name)
    {
        while (expressions.Current.Kind != TokenKind.EndTag) expressions.At++;
        EndTag();
        return Always(line, _ => throw new JinjaException($"'{name}': a chat template has no other templates beside it"));
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
