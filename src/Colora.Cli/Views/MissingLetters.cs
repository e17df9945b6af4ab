using Colora.Lab.Drawings;
using Colora.Runs.Progress;

namespace Colora.Cli.Views;

/// <summary>Letters of users' names that no font here has.</summary>
internal static class MissingLetters
{
    /// <summary>Says which of them are drawn as boxes.</summary>
    public static void Note(IRunListener listener, IEnumerable<string> names) => Decoration.Add(listener, "names", () =>
    {
        var lacking = names.SelectMany(EmbeddedFont.Lacks).Distinct().ToList();
        if (lacking.Count == 0) return;
        listener.Note($"pictures: {lacking.Count} letters of the users' names (such as {lacking[0]}) "
            + "are boxes in the PNGs, since no font of this machine has them; the report as HTML has the names");
    });
}
