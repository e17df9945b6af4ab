namespace Colora.Runs.Progress;

/// <summary>
/// What is added to work that is done, a picture, a card, a file for readers: where it fails it is left out with a
/// line, and the work stands.
/// </summary>
public static class Decoration
{
    /// <summary>Adds it; on a failure says why it is not there.</summary>
    /// <param name="listener">Hears what was left out.</param>
    /// <param name="what">What is added.</param>
    /// <param name="add">Adds it.</param>
    /// <returns>Whether it was added.</returns>
    public static bool Add(IRunListener listener, string what, Action add)
    {
        try
        {
            add();
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            listener.Note($"{what} left out: {(e.InnerException ?? e).Message.ReplaceLineEndings(" ")}");
            return false;
        }
    }

    /// <summary>Writes a file that only adds to what is done.</summary>
    /// <param name="listener">Hears that it was left out.</param>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes it.</param>
    /// <returns>The file; null where it was left out.</returns>
    public static string? File(IRunListener listener, string path, Action<string> write) =>
        Add(listener, path, () => write(path)) ? path : null;
}
