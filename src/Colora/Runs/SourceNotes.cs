using Colora.Checkpoints;
using Colora.Data;

namespace Colora.Runs;

/// <summary>
/// Lines that say when a model or rows of a source are used that the user may not have chosen, so that nobody takes
/// them for his own.
/// </summary>
internal static class SourceNotes
{
    /// <summary>What a config leaves to the program.</summary>
    public static IEnumerable<string> Say(RunConfig config) =>
        new[] { ModelSources.Find(config.Model)?.NoteOn(config.Model),
            RowSources.Find(config.Data.Path)?.NoteOn(config.Data) }.OfType<string>();
}
