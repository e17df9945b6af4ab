namespace Colora.Tokenization.Jinja;

/// <summary>Something that a template can call.</summary>
/// <param name="arguments">Positional arguments.</param>
/// <param name="named">Named arguments.</param>
internal delegate object? JinjaFunction(List<object?> arguments, Dictionary<string, object?> named);
