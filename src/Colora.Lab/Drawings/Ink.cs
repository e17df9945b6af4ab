namespace Colora.Lab.Drawings;

/// <summary>
/// A colour by what it is for, on white paper and on dark: a page gives the variable the one that suits.
/// </summary>
/// <param name="Name">CSS variable <c>--name</c>; empty = the colour is the same on both.</param>
/// <param name="Light">0xRRGGBB on white.</param>
/// <param name="Dark">0xRRGGBB on dark.</param>
public readonly record struct Ink(string Name, uint Light, uint Dark)
{
    /// <summary>The value in CSS, right with and without the page's variables.</summary>
    public string Css => Name.Length == 0 ? $"#{Light:x6}" : $"var(--{Name},#{Light:x6})";
}
