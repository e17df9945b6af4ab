using Colora.Adapters;
using Colora.Data;
using Colora.Engine;
using Colora.LinearAlgebra;
using Colora.Model;
using static TorchSharp.torch;

namespace Colora.Training;

/// <summary>
/// How alike users are, corrected for the noise of few rows (method.md A.2c): the gradients of their cores at an adapter that all were trained on together,
/// each from one half of a user's rows. Two halves of one user agree as far as the rows tell; what halves of different users agree less is what
/// the users differ by. First gradients at the bare base do not tell this: they are ruled by what the base lacks for everybody.
/// Where pooled training has ended, the gradients of k users sum to nothing: users with nothing in common show −1/(k−1) rather than 0.
/// </summary>
/// <param name="Within">Mean cosine of the two halves of a user, −1…1: the ceiling.</param>
/// <param name="Between">Mean cosine of a half of one user and the other half of another, −1…1.</param>
public sealed record UserAgreement(double Within, double Between)
{
    private const double Least = 0.02;

    /// <summary>Between over within, at most 1: 1 = nothing tells users apart, 0 = they want unrelated changes, below 0 = opposed ones; NaN where the halves of one user do not agree either, for want of rows.</summary>
    public double Corrected => Within < Least ? double.NaN : Math.Clamp(Between / Within, -1, 1);

    /// <summary>Measures it; null with fewer than two users of two rows or more.</summary>
    /// <param name="model">The base.</param>
    /// <param name="weights">An adapter with personal cores; stays as it is.</param>
    /// <param name="rows">Rows of each user; odd and even ones are the halves.</param>
    /// <param name="batchSize">Rows of a pass.</param>
    internal static UserAgreement? Of(CausalLM model, AdapterWeights weights, IReadOnlyList<IReadOnlyList<TokenSequence>> rows, int batchSize)
    {
        var gradients = new CoreGradients(model, weights, rows, batchSize);
        var users = gradients.Users;
        if (users.Count < 2) return null;
        using var scope = NewDisposeScope();
        var cosines = MatrixProduct.Of(Units(0), Units(1).t()).data<double>().ToArray();
        double within = 0, between = 0;
        for (var i = 0; i < users.Count; i++)
            for (var j = 0; j < users.Count; j++)
                if (i == j) within += cosines[i * users.Count + j] / users.Count;
                else between += cosines[i * users.Count + j] / (users.Count * (users.Count - 1));
        return new UserAgreement(within, between);

        // Unit gradients [users, width] of one half, float64.
        Tensor Units(int half)
        {
            var gradient = gradients.OfHalf(half);
            return gradient / gradient.norm(1, keepdim: true, 2f).clamp_min(Constant.Of(1e-30));
        }
    }
}
