using System.Globalization;
using Colora.Configuration;
using Colora.Engine;

namespace Colora.Lab.Problems;

/// <summary>
/// A planted problem: k users with M_i = U L_i Vᵀ, L_i = ρ L_0 + √(1−ρ²) G_i damped to condition κ and scaled to norm 1, plus a private
/// rank-one part of norm p. Entries of X are N(0,1), so a user's noiseless output has variance 1 + p² and σ² is one over the signal-to-noise ratio.
/// </summary>
/// <param name="Kind">Sensing or multi-output.</param>
/// <param name="D1">Rows of M_i (inputs of the multi-output form).</param>
/// <param name="D2">Columns of M_i (outputs).</param>
/// <param name="Rank">r, columns of U and V.</param>
/// <param name="Users">k.</param>
/// <param name="Rows">n, measurements of each user.</param>
/// <param name="Noise">σ ≥ 0.</param>
/// <param name="Shape">How the cores differ and what lies outside the shared subspace.</param>
public sealed record ProblemConfig(ProblemKind Kind, int D1, int D2, int Rank, int Users, int Rows, double Noise, TaskShape Shape)
{
    /// <summary>Beyond it squares are no longer told apart in double precision.</summary>
    private const double Largest = 1e6;

    /// <summary>The reference setting of the theory: d1 = d2 = 50, r = 3, independent cores.</summary>
    public static ProblemConfig Reference(ProblemKind kind, int users, int rows, double noise = 0) =>
        new(kind, 50, 50, 3, users, rows, noise, new TaskShape());

    /// <summary>The fewest rows that determine a user's core: r² (sensing) or r (multi-output).</summary>
    public int FewestRows => Kind == ProblemKind.Sensing ? Rank * Rank : Rank;

    /// <summary>Bytes of the measurements, in double precision; they are held twice while they are drawn.</summary>
    private double Bytes => 2.0 * sizeof(double) * Users * (Kind == ProblemKind.Sensing ? (double)Rows * D1 * D2 : (double)Rows * (D1 + (double)D2)) + 2.0 * sizeof(double) * Users * D1 * D2;

    /// <summary>All that is wrong with it.</summary>
    /// <exception cref="ConfigException">One line for each mistake, with what to change.</exception>
    public ProblemConfig Validated()
    {
        var problems = new List<ConfigProblem>();
        void Check(bool right, string key, IFormattable found, string expected, string remedy)
        {
            if (!right) problems.Add(new ConfigProblem(key, found.ToString(null, CultureInfo.InvariantCulture), expected, remedy));
        }

        Check(D1 >= 1, "--d1", D1, "at least 1", "give the number of inputs");
        Check(D2 >= 1, "--d2", D2, "at least 1", "give the number of outputs");
        Check(Rank >= 1, "--rank", Rank, "at least 1", "a rank of 3 is the reference");
        Check(Rank <= Math.Min(D1, D2) || D1 < 1 || D2 < 1, "--rank", Rank, $"at most min(d1, d2) = {Math.Min(D1, D2)}", "lower the rank or raise d1 and d2");
        Check(Users >= 1, "--users", Users, "at least 1", "there must be somebody to learn from");
        Check(Rank < 1 || Rows >= FewestRows, "--rows", Rows, $"at least {(Kind == ProblemKind.Sensing ? "r² = " : "r = ")}{FewestRows}, the unknowns of a core", "give more rows or lower the rank");
        Check(Noise is >= 0 and <= Largest, "--noise", Noise, $"a finite number, 0 … {Largest:R}", "0 is without noise, 0.1 a signal-to-noise ratio of 100");
        Check(double.IsFinite(Shape.Similarity) && Shape.Similarity is >= -1 and <= 1, "--similarity", Shape.Similarity, "a number in -1 … 1", "0 is independent cores, 1 equal ones");
        Check(Shape.Condition is >= 1 and <= Largest, "--condition", Shape.Condition, $"a finite number, 1 … {Largest:R}", "1 leaves the cores as they are drawn");
        Check(Shape.Private is >= 0 and <= Largest, "--private", Shape.Private, $"a finite number, 0 … {Largest:R}", "0 keeps all tasks in the shared subspace");
        var bytes = Bytes;
        if (problems.Count == 0 && bytes > HostMachine.MemoryBytes())
            problems.Add(new ConfigProblem("--users, --rows, --d1, --d2", string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.#} GB of measurements"), string.Create(CultureInfo.InvariantCulture, $"at most this machine's memory of {HostMachine.MemoryBytes() / 1e9:0.#} GB"), "lower them"));
        return problems.Count == 0 ? this : throw new ConfigException(problems);
    }
}
