namespace Colora.Runs.Preview;

/// <summary>An encoded example.</summary>
/// <param name="User">Name of the user.</param>
/// <param name="Tokens">The tokens as the vocabulary spells them.</param>
/// <param name="Ids">Their ids.</param>
/// <param name="Trained">Whether the token bears loss.</param>
public sealed record PreviewExample(
    string User, IReadOnlyList<string> Tokens, IReadOnlyList<int> Ids, IReadOnlyList<bool> Trained);
