using Colora.Formats;

namespace Colora.Data;

/// <summary>Where rows of some names come from, such as a benchmark that a package brings; made known by <see cref="RowSources.Register"/>. Paths need none.</summary>
public interface IRowSource
{
    /// <summary>Whether rows of that name (<c>data.path</c>) come from here.</summary>
    bool Holds(string path);

    /// <summary>The same config with a path on disk, and with what the source chooses where the config leaves it open.</summary>
    /// <exception cref="InputException">The rows are not there.</exception>
    DataConfig Locate(DataConfig config);

    /// <summary>A line to be told where the rows are used; null for none.</summary>
    string? NoteOn(DataConfig config);
}
