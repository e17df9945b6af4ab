using Colora.Templates.Jinja.Values;

namespace Colora.Templates.Jinja;

/// <summary>Tokens → the statements of a template.</summary>
internal sealed class TemplateParser
{
    /// <summary>Characters of the longest template; published ones have some thousands.</summary>
    private const int Longest = 1 << 20;

    private const int Deepest = 60;

    private readonly List<TemplateToken> tokens;
    private readonly ExpressionParser expressions;
    private readonly NameParser names;
    private readonly List<SymbolFrame> frames = [];
    private readonly HashSet<string> blocks = [];
    private int depth, loops;

    private TemplateParser(List<TemplateToken> tokens)
    {
        this.tokens = tokens;
        expressions = new ExpressionParser(tokens, new Meter());
        names = new NameParser(expressions);
    }

    public static Statement Parse(string template)
    {
        if (template.Length > Longest) throw new TemplateException($"the template is longer than {Longest} characters ({template.Length})");
        if (HasHalfPair(template)) throw new TemplateException("the template holds half of a surrogate pair");
        var parser = new TemplateParser(TemplateLexer.Read(template));
        var frame = parser.expressions.Symbols;
        parser.frames.Add(frame);
        var body = parser.ParseBlock();
        if (parser.expressions.Current.Kind != TokenKind.End) throw parser.expressions.Unexpected("the end of the template");
        foreach (var one in parser.frames) one.Settle();
        return scope =>
        {
            scope.Open(frame);
            return body(scope);
        };
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
        if (++depth > Deepest) throw new TemplateException("the template nests too deeply", expressions.Current.Line);
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

    /// <summary>What is parsed from here on lies in a scope of its own; gives it and the one around it.</summary>
    private (SymbolFrame Inner, SymbolFrame Outer) Open()
    {
        var outer = expressions.Symbols;
        expressions.Symbols = new SymbolFrame(outer);
        frames.Add(expressions.Symbols);
        return (expressions.Symbols, outer);
    }

    /// <summary>A body with a scope of its own, in which a filter or test that does not exist is refused at once.</summary>
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
                if (loops == 0) throw new TemplateException($"'{name}' outside of a loop", line);
                var signal = name == "break" ? LoopSignal.Break : LoopSignal.Continue;
                return _ => signal;
            default:
                expressions.At--;
                throw new TemplateException($"Encountered unknown tag '{(name.Length > 60 ? name[..60] : name)}'.", line);
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
            // Jinja takes every elif for an if without an else, all of them for one branch of the first.
            expressions.Symbols.BeginBranches();
            branches.Add((line, condition, ParseBlock("elif", "else", "endif")));
            expressions.Symbols.NextBranch();
            if (branches.Count > 1)
            {
                expressions.Symbols.NextBranch();
                expressions.Symbols.NextBranch();
            }

            expressions.At++;
            var tag = expressions.ExpectName();
            if (tag == "elif") continue;
            expressions.Symbols.NextBranch();
            EndTag();
            if (tag == "else")
            {
                branches.Add((line, null, ParseBlock("endif")));
                End("endif");
            }

            expressions.Symbols.NextBranch();
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
        var target = names.ParseTarget(withNamespace: false);
        expressions.Expect("in");
        var sequence = expressions.ParseTuple(withCondition: false, end: "recursive");
        expressions.IsSoft = false;
        var (test, outer) = Open();
        target.Take(test);
        var filter = expressions.Skip("if") ? expressions.Parse() : null;
        expressions.Symbols = outer;
        var recursive = expressions.Skip("recursive");
        EndTag();
        var (inner, _) = Open();
        inner.Take("loop");
        target.Take(inner);
        loops++;
        var body = ParseBlock("else", "endfor");
        loops--;
        expressions.Symbols = outer;
        expressions.At++;
        var tag = expressions.ExpectName();
        EndTag();
        var (last, _) = Open();
        Statement? otherwise = null;
        if (tag == "else")
        {
            // A recursive loop is a function of its own, which no loop around it is left from.
            var around = loops;
            if (recursive) loops = 0;
            otherwise = ParseBlock("endfor");
            loops = around;
            End("endfor");
        }

        expressions.Symbols = outer;
        expressions.IsSoft = soft;
        var loop = new ForLoop(line, (test, inner, last), target.Assign, filter, recursive, body, otherwise);
        return scope => loop.Run(scope, sequence);
    }

    private Statement ParseSet(int line)
    {
        var target = names.ParseTarget(withNamespace: true);
        if (expressions.Skip("="))
        {
            var value = expressions.ParseTuple();
            target.Store(expressions.Symbols);
            EndTag();
            return Always(line, scope =>
            {
                target.Check(scope);
                target.Assign(scope, value.Evaluate(scope));
            });
        }

        target.Store(expressions.Symbols);
        var (frame, outer) = Open();
        var filter = ParseFilterChain(line, first: false);
        EndTag();
        var body = ParseBody("endset", leavesLoop: true);
        expressions.Symbols = outer;
        return scope =>
        {
            scope.Meter.Line = line;
            var inner = scope.Capture(frame);
            var signal = body(inner);
            if (signal == LoopSignal.None) target.Assign(scope, filter(inner, inner.Output.ToString()));
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
        expressions.Symbols.Store(name);
        var (frame, outer) = Open();
        var definition = ParseDefinition("endmacro", frame, names.ParseParameters());
        expressions.Symbols = outer;
        return Always(line, scope => scope.Set(name, new Macro(name, definition, scope)));
    }

    /// <summary>{% call macro(…) %}text{% endcall %}: the macro calls the text as caller().</summary>
    private Statement ParseCallBlock(int line)
    {
        var (frame, outer) = Open();
        List<(string, Expression?)> parameters = expressions.Is("(") ? names.ParseParameters() : [];
        expressions.Symbols = outer;
        var call = expressions.Parse();
        if (call.CallWith is not { } run) throw new TemplateException("expected call", line);
        expressions.Symbols = frame;
        var definition = ParseDefinition("endcall", frame, parameters);
        expressions.Symbols = outer;
        return Always(line, scope => scope.Output.Append(PythonText.ToText(scope.Meter, run(scope, new Macro("", definition, scope)))));
    }

    /// <summary>{% generation %}: its text, in a scope of its own.</summary>
    private Statement ParseGeneration(int line)
    {
        var (frame, outer) = Open();
        var definition = ParseDefinition("endgeneration", frame, []);
        expressions.Symbols = outer;
        return Always(line, scope => scope.Output.Append((string)new Macro("", definition, scope).Call(scope.Meter, CallArguments.None)!));
    }

    /// <summary>The rest of a macro's tag and its body. What the body reads decides which arguments it takes.</summary>
    private MacroDefinition ParseDefinition(string end, SymbolFrame frame, List<(string Name, Expression? Default)> parameters)
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
        return new MacroDefinition(parameters, frame, body, Reads("caller"), Reads("kwargs"), Reads("varargs"));
    }

    private Statement ParseWith(int line)
    {
        var values = new List<(AssignmentTarget Target, Expression Value)>();
        while (expressions.Current.Kind != TokenKind.EndTag)
        {
            if (values.Count > 0) expressions.Expect(",");
            var target = names.ParseTarget(withNamespace: false);
            expressions.Expect("=");
            values.Add((target, expressions.Parse()));
        }

        EndTag();
        var (frame, outer) = Open();
        foreach (var (target, _) in values) target.Take(frame);
        var body = ParseBody("endwith", leavesLoop: true);
        expressions.Symbols = outer;
        return scope =>
        {
            scope.Meter.Line = line;
            var inner = scope.Enter(frame);
            var given = values.Select(pair => pair.Value.Evaluate(scope)).ToList();
            for (var i = 0; i < given.Count; i++) values[i].Target.Assign(inner, given[i]);
            return body(inner);
        };
    }

    private Statement ParseFilter(int line)
    {
        var (frame, outer) = Open();
        var filter = ParseFilterChain(line, first: true);
        EndTag();
        var body = ParseBody("endfilter", leavesLoop: true);
        expressions.Symbols = outer;
        return scope =>
        {
            scope.Meter.Line = line;
            var inner = scope.Capture(frame);
            var signal = body(inner);
            if (signal == LoopSignal.None)
            {
                scope.Output.Append(filter(inner, inner.Output.ToString()) switch
                {
                    string text => text,
                    MarkedText marked => marked.Text,
                    var other => throw new TemplateException($"expected str instance, {PythonValue.TypeName(other)} found"),
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
        if (!blocks.Add(name)) throw new TemplateException($"block '{name}' defined twice", line);
        var scoped = expressions.Skip("scoped");
        if (expressions.Is("required")) throw new TemplateException("a required block needs a template that extends this one, which is not supported", line);
        EndTag();
        var (soft, outerLoops) = (expressions.IsSoft, loops);
        (expressions.IsSoft, loops) = (false, 0);
        var (frame, outer) = Open();
        var body = ParseBlock("endblock");
        expressions.Symbols = outer;
        (expressions.IsSoft, loops) = (soft, outerLoops);
        expressions.At++;
        expressions.Expect("endblock");
        if (expressions.Current.Kind == TokenKind.Name && expressions.ExpectName() != name) throw new TemplateException("endblock of another block", expressions.Current.Line);
        EndTag();
        return Always(line, scope =>
        {
            var inner = (scoped ? scope : scope.Global).Capture(frame);
            body(inner);
            scope.Output.Append(inner.Output.ToString());
        });
    }

    private Statement ParseAutoescape(int line)
    {
        var (frame, outer) = Open();
        var wanted = expressions.Parse();
        EndTag();
        var body = ParseBody("endautoescape", leavesLoop: true);
        expressions.Symbols = outer;
        return scope =>
        {
            scope.Meter.Line = line;
            return wanted.Holds(scope) ? throw new TemplateException("autoescape is not supported") : body(scope.Enter(frame));
        };
    }

    /// <summary>Tags that read another template: there is none.</summary>
    private Statement ParseLoading(int line, string name)
    {
        while (expressions.Current.Kind != TokenKind.EndTag) expressions.At++;
        EndTag();
        return Always(line, _ => throw new TemplateException($"'{name}': a chat template has no other templates beside it"));
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
