namespace Colora.Runs;

/// <summary>One verified export.</summary>
/// <param name="User">Name of the user.</param>
/// <param name="Folder">Folder written.</param>
/// <param name="Difference">Largest difference of a logit between the re-read export and the live model.</param>
/// <param name="Tolerance">What was allowed.</param>
public sealed record ExportResult(string User, string Folder, double Difference, double Tolerance);
