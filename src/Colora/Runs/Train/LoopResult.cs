namespace Colora.Runs.Train;

/// <summary>How the loop of a run ended.</summary>
/// <param name="Steps">Steps done in all.</param>
/// <param name="StoppedEarly">Whether validation ended it.</param>
/// <param name="TokensPerSecond">Rate of this call.</param>
internal sealed record LoopResult(long Steps, bool StoppedEarly, double TokensPerSecond);
