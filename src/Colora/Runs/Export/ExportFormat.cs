namespace Colora.Runs.Export;

/// <summary>What an export writes for a user.</summary>
public enum ExportFormat
{
    /// <summary>A PEFT adapter folder.</summary>
    Peft,

    /// <summary>A whole checkpoint with the adapter folded in.</summary>
    Merged,
}
