using System.Text.RegularExpressions;
using Colora.Formats;

namespace Colora.Documents;

/// <summary>
/// Tables of a Markdown document that are made from data: what stands between <c>&lt;!-- table: KIND FILE … --&gt;</c>
/// and <c>&lt;!-- end of table --&gt;</c> is written by a program and compared by a test, so that a document cannot say
/// what its data do not.
/// </summary>
internal static partial class MarkedTable
{
    /// <summary>The document with its marked tables made anew.</summary>
    /// <param name="name">Name of the document, for messages.</param>
    /// <param name="document">Its text.</param>
    /// <param name="make">Makes the text of a table from its kind and the files that it names, relative to the
    /// document.</param>
    /// <exception cref="InputException">A mark without an end.</exception>
    public static string Update(string name, string document, Func<string, IReadOnlyList<string>, string> make)
    {
        if (Begin().Count(document) != End().Count(document))
        {
            throw new InputException(
                name, $"{Begin().Count(document)} marks that begin a table, {End().Count(document)} that end one",
                "<!-- table: KIND FILE --> … <!-- end of table -->");
        }

        return Whole().Replace(
            document,
            match => $"{match.Groups["begin"].Value}\n\n{Made(match).TrimEnd('\n')}\n\n{match.Groups["end"].Value}");

        string Made(Match match)
        {
            var words = match.Groups["words"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return words.Length < 2
                ? throw new InputException(
                    name, match.Groups["begin"].Value, "a kind and a file: <!-- table: arms data/report.json -->")
                : make(words[0], words[1..]);
        }
    }

    /// <summary>Files that the marks of a document name, relative to it.</summary>
    /// <param name="document">Its text.</param>
    public static IReadOnlyList<string> Files(string document) =>
        [.. Begin()
            .Matches(document)
            .SelectMany(match => match.Groups["words"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1))
            .Distinct()];

    [GeneratedRegex("<!-- table:(?<words>[^\n>]*)-->")]
    private static partial Regex Begin();

    [GeneratedRegex("<!-- end of table -->")]
    private static partial Regex End();

    [GeneratedRegex(
        "(?<begin><!-- table:(?<words>[^\n>]*)-->)(?:(?!<!-- table:).)*?(?<end><!-- end of table -->)",
        RegexOptions.Singleline)]
    private static partial Regex Whole();
}
