using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Colora.Formats.HuggingFace;

/// <summary>Name of a model on a hub: <c>owner/name</c>.</summary>
/// <param name="Owner">User or organisation.</param>
/// <param name="Name">Name of the model.</param>
public sealed partial record HubName(string Owner, string Name)
{
    /// <summary>
    /// Reads <c>owner/name</c>: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, neither part beginning or ending with
    /// <c>-</c> or <c>.</c>, no <c>--</c> or <c>..</c>, at most 96 characters.
    /// </summary>
    /// <returns>Whether the text is such a name.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out HubName? name)
    {
        name = null;
        const int longest = 96;
        if (text.Length > longest
            || text.Contains("--", StringComparison.Ordinal)
            || text.Contains("..", StringComparison.Ordinal))
        {
            return false;
        }

        var match = Pattern().Match(text);
        if (!match.Success) return false;
        name = new HubName(match.Groups[1].Value, match.Groups[2].Value);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => $"{Owner}/{Name}";

    [GeneratedRegex(
        @"\A([A-Za-z0-9_](?:[\w.-]*[A-Za-z0-9_])?)/([A-Za-z0-9_](?:[\w.-]*[A-Za-z0-9_])?)\z", RegexOptions.ECMAScript)]
    private static partial Regex Pattern();
}
