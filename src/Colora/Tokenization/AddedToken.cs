namespace Colora.Tokenization;

/// <summary>A token that is looked for in the text before the model's own vocabulary is.</summary>
/// <param name="Content">Its text.</param>
/// <param name="Id">Its id.</param>
/// <param name="IsSpecial">Whether tokenizer.json marks it as special.</param>
/// <param name="TakesBlanksBefore">Whether it swallows the blanks before it (<c>lstrip</c>).</param>
public sealed record AddedToken(string Content, int Id, bool IsSpecial, bool TakesBlanksBefore);
