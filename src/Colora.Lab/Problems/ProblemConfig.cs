using System.Globalization;
using Colora.Configuration;
using Colora.Engine;

namespace Colora.Lab.Problems;

/// <summary>
/// A planted problem: k users with M_i = U L_i Vᵀ, L_i = ρ L_0 + √(1−ρ²) G_i damped to condition κ and scaled to norm
/// 1, plus a private rank-one part of norm p. Entries of X are N(0,1), so a user's noiseless output has variance 1 + p²
/// and σ² is one over the signal-to-noise ratio.
/// </summary>
/// <param name="Kind">Sensing or multi-output.</param>
/// <param name="D1">Rows of M_i (inputs of the multi-output form).</param>
/// <param name="D2">Columns of M_i (outputs).</param>
/// <param name="Rank">r, columns of U and V.</param>
/// <param name="Users">k.</param>
/// <param name="Rows">n, measurements of each user.</param>
/// <param name="Noise">σ ≥ 0.</param>
/// <param name="Shape">How the cores differ and what lies outside the shared subspace.</param>
public sealed record ProblemConfig(
    ProblemKind Kind, int D1, int D2, int Rank, int Users, int Rows, double Noise, TaskShape Shape)
{
    /// <summary>Beyond it squares are no longer told apart in double precision.</summary>
    private const double Largest = 1e6;

    /// <summary>The reference setting of the theory: d1 = d2 = 50, r = 3, independent cores.</summary>
    public static ProblemConfig Reference(ProblemKind kind, int users, int rows, double noise = 0) =>
        new(kind, 50, 50, 3, users, rows, noise, new TaskShape());

    /// <summary>The fewest rows that determine a user's core: r² (sensing) or r (multi-output).</summary>
    public int FewestRows => Kind == ProblemKind.Sensing ? Rank * Rank : Rank;

    private bool IsSensing => Kind == ProblemKind.Sensing;

    /// <summary>Bytes of the measurements, in double precision; they are held twice while they are drawn.</summary>
    private double Bytes
    {
        get
        {
            var measured = IsSensing ? (double)Rows * D1 * D2 : (double)Rows * (D1 + (double)D2);
            return (2.0 * sizeof(double) * Users * measured) + (2.0 * sizeof(double) * Users * D1 * D2);
        }
    }

    /// <summary>All that is wrong with it.</summary>
    /// <exception cref="ConfigException">One line for each mistake, with what to change.</exception>
    public ProblemConfig Validated()
    {
        var problems = new List<ConfigProblem>();
        CheckSizes(problems);
        CheckNumbers(problems);
        if (problems.Count == 0) CheckMemory(problems);
        return problems.Count == 0 ? this : throw new ConfigException(problems);
    }

    private void CheckSizes(List<ConfigProblem> problems)
    {
        var narrowest = Math.Min(D1, D2);
        var unknowns = $"at least {(IsSensing ? "r² = " : "r = ")}{FewestRows}, the unknowns of a core";
        if (D1 < 1) Add(problems, "--d1", D1, "at least 1", "give the number of inputs");
        if (D2 < 1) Add(problems, "--d2", D2, "at least 1", "give the number of outputs");
        if (Rank < 1) Add(problems, "--rank", Rank, "at least 1", "a rank of 3 is the reference");
        if (Rank > narrowest && narrowest >= 1)
            Add(problems, "--rank", Rank, $"at most min(d1, d2) = {narrowest}", "lower the rank or raise d1 and d2");
        if (Users < 1) Add(problems, "--users", Users, "at least 1", "there must be somebody to learn from");
        if (Rank >= 1 && Rows < FewestRows)
            Add(problems, "--rows", Rows, unknowns, "give more rows or lower the rank");
    }

    // Patterns with "not": a number that is none lies in no range.
    private void CheckNumbers(List<ConfigProblem> problems)
    {
        var most = Largest.ToString("R", CultureInfo.InvariantCulture);
        var (range, fromOne) = ($"a finite number, 0 … {most}", $"a finite number, 1 … {most}");
        var (similarity, condition, outside) = (Shape.Similarity, Shape.Condition, Shape.Private);
        if (Noise is not (>= 0 and <= Largest))
            Add(problems, "--noise", Noise, range, "0 is without noise, 0.1 a signal-to-noise ratio of 100");
        if (similarity is not (>= -1 and <= 1))
            Add(problems, "--similarity", similarity, "a number in -1 … 1", "0 is independent cores, 1 equal ones");
        if (condition is not (>= 1 and <= Largest))
            Add(problems, "--condition", condition, fromOne, "1 leaves the cores as they are drawn");
        if (outside is not (>= 0 and <= Largest))
            Add(problems, "--private", outside, range, "0 keeps all tasks in the shared subspace");
    }

    private void CheckMemory(List<ConfigProblem> problems)
    {
        var (bytes, memory) = (Bytes, HostMachine.MemoryBytes());
        if (bytes <= memory) return;
        var found = string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.#} GB of measurements");
        var expected = string.Create(
            CultureInfo.InvariantCulture, $"at most this machine's memory of {memory / 1e9:0.#} GB");
        problems.Add(new ConfigProblem("--users, --rows, --d1, --d2", found, expected, "lower them"));
    }

    private static void Add(
        List<ConfigProblem> problems, string key, IFormattable found, string expected, string remedy) =>
        problems.Add(new ConfigProblem(key, found.ToString(null, CultureInfo.InvariantCulture), expected, remedy));
}
