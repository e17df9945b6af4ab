using Colora.Lab.Drawings;
using Colora.Runs;

namespace Colora.Cli.Views;

/// <summary>Pictures decorate what has been done: one that cannot be drawn is left out with a line, and nothing else is lost by it.</summary>
internal static class OptionalPicture
{
    /// <summary>Draws; on a failure says why there is none.</summary>
    /// <returns>Whether it was drawn.</returns>
    public static bool Draw(IRunListener listener, string what, Action draw)
    {
        try
        {
            draw();
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            listener.Note($"{what} left out: {(e.InnerException ?? e).Message.ReplaceLineEndings(" ")}");
            return false;
        }
    }

    /// <summary>Says which letters of names are drawn as boxes, since no font here has them.</summary>
    public static void NoteBoxes(IRunListener listener, IEnumerable<string> names)
    {
        var lacking = names.SelectMany(EmbeddedFont.Lacks).Distinct().ToList();
        if (lacking.Count > 0) listener.Note($"pictures: {lacking.Count} letters of the users' names (such as {lacking[0]}) are boxes in the PNGs, since no font of this machine has them; the report as HTML has the names");
    }
}
