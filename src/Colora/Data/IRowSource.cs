using Colora.Formats;

namespace Colora.Data;

/// <summary>
/// Where rows come from that are no folder and no JSONL file: a benchmark that a package brings, a file of another
/// form, rows in memory. Made known by <see cref="RowSources.Register"/>.
/// </summary>
public interface IRowSource
{
    /// <summary>Whether rows of that name or path (<c>data.path</c>) come from here.</summary>
    bool Holds(string path);

    /// <summary>The rows of the users that a config names, in that order, or of all.</summary>
    /// <param name="config">Where they are, and whose are wanted.</param>
    /// <param name="testAlone">Whether only test rows are wanted.</param>
    /// <exception cref="InputException">The rows, or a user, are not there; a row is malformed.</exception>
    IReadOnlyList<UserRows> Read(DataConfig config, bool testAlone);

    /// <summary>
    /// Whether what it holds are files and folders, so that a path means one seen from where the command was called;
    /// else it is a name.
    /// </summary>
    bool HoldsFiles => false;

    /// <summary>The folder where something may lie beside the rows; null for none.</summary>
    string? FolderOf(string path) => null;

    /// <summary>A line to be told where the rows are used; null for none.</summary>
    string? NoteOn(DataConfig config) => null;
}
