using Colora.Data;

namespace Colora.Synthetic.Embedded;

/// <summary>The house-rules benchmark that comes with this package, by the name <c>embedded</c>.</summary>
internal sealed class EmbeddedRows : IRowSource
{
    public bool Holds(string path) => path == EmbeddedFiles.Name;

    public IReadOnlyList<UserRows> Read(DataConfig config, bool testAlone) => DataSource.Read(config with
    {
        Path = EmbeddedFiles.Require(EmbeddedFiles.Data, "data"),
        Preset = config.Preset ?? (config.Users.Count == 0 ? EmbeddedFiles.DefaultPreset : null),
    }, testAlone);

    public string? FolderOf(string path) => EmbeddedFiles.Data;

    public string? NoteOn(DataConfig config)
    {
        var what = config.Preset
            ?? (config.Users.Count > 0 ? $"{config.Users.Count} users" : EmbeddedFiles.DefaultPreset);
        return $"no --data: using the embedded house-rules benchmark ({what})";
    }
}
