namespace Colora.Runs.Preview;

/// <summary>The race of starts that a run will hold.</summary>
/// <param name="Heats">Number of heats; 0 = the run is too short for one.</param>
/// <param name="ShortSteps">Steps of a short heat; 0 where there is none.</param>
/// <param name="LongSteps">Steps of a long heat.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="WiderRank">Rank that may be picked instead of the adapter's; null = none.</param>
/// <param name="WiderTrainedParameters">Numbers that are trained then; null = none.</param>
/// <param name="Sentence">The same in a line, as <c>train</c> says it.</param>
public sealed record PreviewRace(
    int Heats, long ShortSteps, long LongSteps, long Steps, int? WiderRank, long? WiderTrainedParameters,
    string Sentence);
