using System.Text.Json.Serialization;

namespace Colora.Mutations;

/// <summary>What came of a mutant; a line of a worker's output. A mutant that is about to be read has no outcome.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Mutant">Its number; −1 is the seed itself.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Text">What was refused, or the fault.</param>
/// <param name="Files">The files that were changed.</param>
/// <param name="Seconds">Processor time that reading took.</param>
/// <param name="Over">Bytes that the peak of the resident memory lay above what it was before, less what the files may take.</param>
internal sealed record Verdict(string Kind, int Mutant, [property: JsonConverter(typeof(JsonStringEnumConverter<Outcome>))] Outcome Outcome, string Text, IReadOnlyList<string> Files, double Seconds, long Over);
