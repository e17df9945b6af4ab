namespace Colora.Templates.Jinja;

/// <summary>What a macro or a call block's body is made of.</summary>
/// <param name="Parameters">Names and defaults; null where there is none.</param>
/// <param name="Frame">Its scope.</param>
/// <param name="Body">Its statements.</param>
/// <param name="UsesCaller">Whether the body calls <c>caller</c>.</param>
/// <param name="UsesKwargs">Whether the body reads <c>kwargs</c>: only then does it take other named arguments.</param>
/// <param name="UsesVarargs">Whether the body reads <c>varargs</c>: only then does it take more arguments.</param>
internal sealed record MacroDefinition(List<(string Name, Expression? Default)> Parameters, SymbolFrame Frame, Statement Body, bool UsesCaller, bool UsesKwargs, bool UsesVarargs);
