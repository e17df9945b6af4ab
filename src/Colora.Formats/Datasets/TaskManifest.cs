namespace Colora.Formats.Datasets;

/// <summary>One task of a collection; as a rule one task is one user.</summary>
/// <param name="Name"><c>id</c> (or <c>name</c>, or <c>task</c>): also the name of its folder.</param>
/// <param name="Family"><c>family</c> of tasks of the same kind, or null.</param>
/// <param name="Category"><c>category</c>, or null.</param>
/// <param name="Instruction"><c>instruction</c> (or <c>definition</c>): what to do, in words; or null.</param>
/// <param name="Metric"><c>metric</c> as written, e.g. <c>exact_match</c> or <c>rougeL</c>; or null.</param>
/// <param name="Labels"><c>labels</c>: all possible outputs of a classification; empty if open.</param>
/// <param name="TrainCount"><c>n_train</c> (or <c>train</c>): rows for training, or null.</param>
/// <param name="TestCount"><c>n_test</c> (or <c>test</c>): rows for testing, or null.</param>
/// <param name="Licence"><c>licence</c>, or null.</param>
/// <param name="LicenceClass"><c>licence_class</c>: open, non-commercial, …; or null.</param>
public sealed record TaskManifest(
    string Name,
    string? Family,
    string? Category,
    string? Instruction,
    string? Metric,
    IReadOnlyList<string> Labels,
    int? TrainCount,
    int? TestCount,
    string? Licence,
    string? LicenceClass);
