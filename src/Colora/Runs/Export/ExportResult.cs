namespace Colora.Runs.Export;

/// <summary>One verified export.</summary>
/// <param name="User">Name of the user.</param>
/// <param name="Folder">Folder written.</param>
/// <param name="Dtype">Element type of what was written.</param>
/// <param name="Effect">What the adapter does, and how much of it the re-read export has lost.</param>
public sealed record ExportResult(string User, string Folder, string Dtype, ExportEffect Effect)
{
    /// <summary>Whether it was written and verified by an earlier call, and is still what was written then.</summary>
    public bool Kept { get; init; }
}
