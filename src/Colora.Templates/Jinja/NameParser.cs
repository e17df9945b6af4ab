namespace Colora.Templates.Jinja;

/// <summary>Names that are given a value: the targets of an assignment, the parameters of a macro.</summary>
internal sealed class NameParser(ExpressionParser expressions)
{
    private const int Deepest = 60;

    private int depth;

    /// <summary>name, or name, name, …; nested with brackets; in a set also namespace.name.</summary>
    public AssignmentTarget ParseTarget(bool withNamespace)
    {
        var targets = new List<AssignmentTarget>();
        var many = false;
        if (++depth > Deepest) throw new TemplateException("the template nests too deeply", expressions.Current.Line);
        while (true)
        {
            if (many && (expressions.Is(")") || expressions.Is("in") || expressions.Current.Kind == TokenKind.EndTag)) break;
            targets.Add(ParseOneTarget(withNamespace));
            if (!expressions.Skip(",")) break;
            many = true;
        }

        depth--;
        return many ? AssignmentTarget.Of(targets) : targets[0];
    }

    private AssignmentTarget ParseOneTarget(bool withNamespace)
    {
        if (expressions.Skip("("))
        {
            var inner = ParseTarget(withNamespace);
            expressions.Expect(")");
            return inner;
        }

        var line = expressions.Current.Line;
        var name = expressions.ExpectName();
        if (name is "true" or "false" or "none" or "True" or "False" or "None") throw new TemplateException("can't assign to 'const'", line);
        return withNamespace && expressions.Skip(".") ? AssignmentTarget.Of(name, expressions.ExpectName()) : AssignmentTarget.Of(name);
    }

    /// <summary>The parameters of a macro or a call block, with their defaults.</summary>
    public List<(string Name, Expression? Default)> ParseParameters()
    {
        var parameters = new List<(string Name, Expression? Default)>();
        var names = new HashSet<string>();
        expressions.Expect("(");
        while (!expressions.Skip(")"))
        {
            if (parameters.Count > 0) expressions.Expect(",");
            var line = expressions.Current.Line;
            var name = expressions.ExpectName();
            if (!names.Add(name)) throw new TemplateException($"duplicate argument '{name}'", line);
            var otherwise = expressions.Skip("=") ? expressions.Parse() : null;
            if (otherwise is null && (name == "caller" || (parameters.Count > 0 && parameters[^1].Default is not null))) throw new TemplateException("non-default argument follows default argument", line);
            parameters.Add((name, otherwise));
            expressions.Symbols.Take(name);
        }

        return parameters;
    }
}
