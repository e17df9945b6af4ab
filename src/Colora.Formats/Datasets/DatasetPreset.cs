namespace Colora.Formats.Datasets;

/// <summary>A named set of tasks of one collection, to be the users of an experiment.</summary>
/// <param name="Name"><c>name</c>.</param>
/// <param name="Collection"><c>collection</c>: folder name of the collection.</param>
/// <param name="Tasks"><c>tasks</c>: names in the manifest of the collection; at least one, distinct.</param>
/// <param name="Similarity"><c>similarity</c> of the tasks in words, or null.</param>
/// <param name="Why"><c>why</c>: what the set is for, or null.</param>
public sealed record DatasetPreset(
    string Name, string Collection, IReadOnlyList<string> Tasks, string? Similarity, string? Why);
