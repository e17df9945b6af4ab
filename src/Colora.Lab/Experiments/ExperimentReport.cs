namespace Colora.Lab.Experiments;

/// <summary>What an experiment found.</summary>
/// <param name="Name">As P1.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Setting">Problem, sizes, noise and seeds in a line.</param>
/// <param name="Held">Whether the law held within what the sentence says; null where it states none.</param>
/// <param name="Sentence">Whether the law held, and by how much.</param>
/// <param name="Tables">Figures.</param>
/// <param name="Charts">Curves, panels of one picture.</param>
/// <param name="Maps">Phase diagrams, panels of the same picture.</param>
public sealed record ExperimentReport(
    string Name,
    string Title,
    string Setting,
    bool? Held,
    string Sentence,
    IReadOnlyList<ResultTable> Tables,
    IReadOnlyList<Chart> Charts,
    IReadOnlyList<PhaseMap> Maps);
