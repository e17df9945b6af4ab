using System.Text;

namespace Colora.Configuration;

/// <summary>A part of the input, from a file or from the command line, before any setting is known.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Where"><c>file:line</c>, <c>--set</c> or a flag.</param>
internal sealed record SourceNode(SourceKind Kind, string Where)
{
    private const int LongestShown = 100;

    /// <summary>The scalar's text, the alias's name, the tag.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether the scalar stands in quotes (or in a block), so that it can only be a text.</summary>
    public bool IsQuoted { get; init; }

    /// <summary>Whether it comes from the command line, where all is text and nothing can be quoted.</summary>
    public bool IsArgument { get; init; }

    /// <summary>Of a sequence.</summary>
    public IReadOnlyList<SourceNode> Items { get; init; } = [];

    /// <summary>Of a mapping, in order, duplicates included.</summary>
    public IReadOnlyList<SourceMember> Members { get; init; } = [];

    /// <summary>A key without a value (<c>key:</c>).</summary>
    public bool IsBlank => Kind == SourceKind.Scalar && !IsQuoted && !IsArgument && Text.Length == 0;

    /// <summary>YAML's null in any of its spellings.</summary>
    public bool IsNull =>
        IsBlank || (Kind == SourceKind.Scalar && !IsQuoted && Text is "~" or "null" or "Null" or "NULL");

    /// <summary>How errors show it.</summary>
    public string Shown => Kind switch
    {
        SourceKind.Sequence => "a list",
        SourceKind.Mapping => "a mapping",
        SourceKind.Alias => $"an alias (*{Show(Text)})",
        SourceKind.Tagged => $"a tag ({Show(Text)})",
        _ when IsBlank => "no value",
        _ when IsNull => Text,
        _ when IsQuoted => $"\"{Show(Text)}\"",
        _ => $"'{Show(Text)}'",
    };

    /// <summary>A text short enough for a line, control characters written out.</summary>
    public static string Show(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= LongestShown) return shown.Append('…').ToString();
            shown.Append(rune.Value switch
            {
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 => $"\\u{rune.Value:X4}",
                _ => rune.ToString(),
            });
        }

        return shown.ToString();
    }
}
