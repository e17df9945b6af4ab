using Colora.Evaluation;
using Colora.Runs;

namespace Colora.Studies.Comparison;

/// <summary>What is to be compared.</summary>
/// <param name="Template">What all runs have in common: data, steps, rank, evaluation. <c>data.validation</c> rows
/// come on top of the training rows.</param>
/// <param name="Arms">The arms.</param>
/// <param name="Seeds">Seeds of rows, starts and order.</param>
/// <param name="Rows">Training rows of each user.</param>
/// <param name="UserCounts">Numbers of users, each the first of the set; 0 = all.</param>
/// <param name="Rates">Learning rates of the grid that each arm chooses from on validation rows, once for each number
/// of rows, with the tuning seeds; twice or half of the edge where that is best; none = the template's.</param>
/// <param name="TuningSeeds">Seeds of the grid, none of them among the seeds; of several the mean chooses.</param>
/// <param name="RatesFrom">Report of another comparison of the same users and base, whose rates are taken for the
/// same methods and rows, instead of a grid of its own; or none.</param>
/// <param name="Out">Folder of runs and report.</param>
public sealed record CompareRequest(
    RunConfig Template,
    IReadOnlyList<CompareArm> Arms,
    IReadOnlyList<long> Seeds,
    IReadOnlyList<int> Rows,
    IReadOnlyList<int> UserCounts,
    IReadOnlyList<double> Rates,
    IReadOnlyList<long> TuningSeeds,
    CompareReport? RatesFrom,
    string Out)
{
    /// <summary>
    /// A comparison by one seed, one number of rows and the template's own rates; change it by <c>with</c>.
    /// </summary>
    /// <param name="template">As <see cref="Template"/>.</param>
    /// <param name="arms">Names of the arms, as <c>colora compare --methods</c> takes them.</param>
    /// <param name="rows">Training rows of each user.</param>
    /// <param name="folder">As <see cref="Out"/>.</param>
    /// <exception cref="Formats.InputException">There is no such arm.</exception>
    public static CompareRequest Of(RunConfig template, IReadOnlyList<string> arms, int rows, string folder) =>
        new(
            template,
            [.. arms.Select(CompareArm.Parse)],
            Seeds: [0],
            Rows: [rows],
            UserCounts: [0],
            Rates: [],
            TuningSeeds: [100],
            RatesFrom: null,
            Path.GetFullPath(folder));

    /// <summary>What test rows are scored by.</summary>
    public Score Score { get; init; } = Evaluation.Score.ExactMatch;

    /// <summary>
    /// Whether no arm is added to those that were named: neither CoLoRA in rounds beside averaging arms nor, beside a
    /// raced arm, the best fixed one with as much training.
    /// </summary>
    public bool Exact { get; init; }

    /// <summary>
    /// Folder of finished runs as small files (<c>CompareCells</c>): what is there is not trained again; null = none.
    /// </summary>
    public string? Cells { get; init; }

    /// <summary>All pairs of a number of rows and a number of users.</summary>
    internal IEnumerable<(int Rows, int Users)> Sizes =>
        Rows.SelectMany(rows => UserCounts.Select(users => (rows, users)));

    /// <summary>What was changed of the request and has to stand in the report, a sentence each.</summary>
    internal IReadOnlyList<string> Said { get; init; } = [];

    /// <summary>Base and rows by content; found when the comparison begins.</summary>
    internal CompareGround? Ground { get; init; }
}
