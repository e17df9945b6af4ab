namespace Colora.Data;

/// <summary>What encoding did to the examples of all users.</summary>
/// <param name="Encoded">Examples kept.</param>
/// <param name="Truncated">Of these, examples whose prompt lost its beginning.</param>
/// <param name="Dropped">Examples left out because they were too long.</param>
/// <param name="Longest">Longest kept example, in tokens.</param>
internal sealed record EncodingReport(int Encoded, int Truncated, int Dropped, int Longest);
