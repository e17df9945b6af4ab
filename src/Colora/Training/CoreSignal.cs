using System.Globalization;
using Colora.Adapters;
using Colora.Data;
using Colora.Engine;
using Colora.Model;
using static TorchSharp.torch;

namespace Colora.Training;

/// <summary>
/// How much of what users' cores would move apart by is signal, told from training rows alone by halves of each user's
/// rows: with a_i and b_i the gradients of core i from either half, less their mean over users, T = mean ⟨a_i, b_i⟩ is
/// what the halves have in common, V = mean ½(‖a_i‖² + ‖b_i‖²) all that they have, and ρ = T / V, which is 0 where
/// users' tasks are the same and 1 where their rows leave no doubt about what each wants for itself.
/// </summary>
/// <param name="Agreement">ρ, at most 1.</param>
/// <param name="Rows">Rows that were looked at.</param>
/// <param name="Tokens">Tokens of them.</param>
internal sealed record CoreSignal(double Agreement, long Rows, long Tokens)
{
    private const int MostRows = 16, PartOfRun = 10;

    /// <summary>What users differ by, beside all of their gradients, that rounding of float32 alone makes.</summary>
    private const double Rounding = 1e-10;

    /// <summary>Freedom where signal and noise of a half are alike; found on development seeds.</summary>
    private const double EvenFreedom = 0.6;

    /// <summary>The most that cores gain by; found on development seeds.</summary>
    public const double MostFreedom = 3;

    /// <summary>How freedom comes of agreement, for what is bound to it.</summary>
    public static string Rule { get; } =
        string.Create(CultureInfo.InvariantCulture, $"{EvenFreedom} rho / (1 - rho) up to {MostFreedom}");

    /// <summary>
    /// What the rate of the cores is multiplied with, 0 … 3: 0.6 ρ / (1 − ρ), by how much signal is above noise in half of a
    /// user's rows. Cores of users whose rows leave no doubt gain by several times the rate, up to where they become
    /// unsteady; those of users with the same task by next to none of it (docs/results/auto.md).
    /// </summary>
    public double Freedom => Agreement <= 0 ? 0 : Math.Min(MostFreedom, EvenFreedom * Agreement / Math.Max(0, 1 - Agreement));

    /// <summary>
    /// Rows of each user that are looked at: at most 16, and at most a tenth of what the run sees; 0 where that is less
    /// than two, one for each half.
    /// </summary>
    /// <param name="visits">Rows that all steps see, repetitions counted.</param>
    /// <param name="users">Number of users.</param>
    public static int RowsOf(long visits, int users) =>
        Math.Min(MostRows, visits / PartOfRun / users) is var rows and >= 2 ? (int)rows : 0;

    /// <summary>Looks; null with fewer than two users of two rows or more, and where cores have no gradient at all.</summary>
    /// <param name="model">The base.</param>
    /// <param name="weights">An adapter whose cores are alike; stays as it is.</param>
    /// <param name="rows">Training rows of each user.</param>
    /// <param name="rowsOfUser">Most rows of a user that are looked at.</param>
    /// <param name="batchSize">Rows of a pass.</param>
    public static CoreSignal? Of(
        CausalLM model,
        AdapterWeights weights,
        IReadOnlyList<IReadOnlyList<TokenSequence>> rows,
        int rowsOfUser,
        int batchSize)
    {
        List<IReadOnlyList<TokenSequence>> first = [.. rows.Select(own => own.Take(rowsOfUser).ToList())];
        var gradients = new CoreGradients(model, weights, first, batchSize);
        if (gradients.Users.Count < 2) return null;
        using var scope = NewDisposeScope();
        var agreement = AgreementOf(gradients.OfHalf(0), gradients.OfHalf(1));
        if (double.IsNaN(agreement)) return null;
        var seen = gradients.Users.SelectMany(user => first[user]).ToList();
        return new CoreSignal(agreement, seen.Count, seen.Sum(row => (long)row.Ids.Length));
    }

    /// <summary>ρ of the halves' gradients; NaN where there are none.</summary>
    /// <param name="one">float64 [users, width].</param>
    /// <param name="other">float64 [users, width].</param>
    public static double AgreementOf(Tensor one, Tensor other)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (one - one.mean([0], keepdim: true), other - other.mean([0], keepdim: true));
        var all = (Sum(a, a) + Sum(b, b)) / 2;
        var whole = (Sum(one, one) + Sum(other, other)) / 2;
        if (whole == 0) return double.NaN;
        return all <= Rounding * whole ? 0 : Sum(a, b) / all;

        static double Sum(Tensor x, Tensor y) => Constant.Read<double>((x * y).sum());
    }
}
