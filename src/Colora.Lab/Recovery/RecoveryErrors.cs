using Colora.Engine;
using Colora.Lab.Problems;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Lab.Recovery;

/// <summary>Reads the distance of factors and cores, or of models, to a planted truth.</summary>
public static class RecoveryErrors
{
    /// <summary>The distance of U L_i Vᵀ to the truth.</summary>
    public static ErrorReading Of(PlantedTruth truth, Tensor u, Tensor v, Tensor cores)
    {
        using var scope = NewDisposeScope();
        var relative = truth.Outside is null
            ? ByBases(truth, u, v, cores)
            : ByModels(truth, PlantedTruth.Of(u, v, cores));
        var (sinU, sinV) = (Sine(u, truth.U), Sine(v, truth.V));
        return new ErrorReading(sinU, sinV, relative.Average(), Median(relative), relative.Max());
    }

    /// <summary>‖M_i − M_i*‖ / ‖M_i*‖ of each user, for models [k,d1,d2].</summary>
    public static double[] ByModels(PlantedTruth truth, Tensor models)
    {
        using var scope = NewDisposeScope();
        return Relative(models, truth.Models());
    }

    /// <summary>
    /// ‖(I − Q Qᵀ) P*‖₂, Q an orthonormal basis of P's columns: the sine of the largest principal angle.
    /// </summary>
    public static double Sine(Tensor factor, Tensor right)
    {
        using var scope = NewDisposeScope();
        var q = ThinQr.Of(factor).Q;
        var outside = right - MatrixProduct.Of(q, MatrixProduct.Of(q.t(), right));
        return Constant.Read<double>(linalg.svdvals(outside).max());
    }

    // In orthonormal bases of [U, U*] and [V, V*] both models are small, and their difference keeps its digits; nothing
    // d1 × d2 is formed.
    private static double[] ByBases(PlantedTruth truth, Tensor u, Tensor v, Tensor cores)
    {
        var left = linalg.qr(cat([u, truth.U], 1)).R;
        var right = linalg.qr(cat([v, truth.V], 1)).R;
        var (r, p) = (u.size(1), truth.U.size(1));
        var found = PlantedTruth.Of(left.slice(1, 0, r, 1), right.slice(1, 0, r, 1), cores);
        var hidden = PlantedTruth.Of(left.slice(1, r, r + p, 1), right.slice(1, r, r + p, 1), truth.Cores);
        return Relative(found, hidden);
    }

    // ‖found_i − right_i‖ / ‖right_i‖ of each user.
    private static double[] Relative(Tensor found, Tensor right)
    {
        var users = right.size(0);
        var misfit = (found - right).reshape(users, -1).norm(1);
        return (misfit / right.reshape(users, -1).norm(1)).data<double>().ToArray();
    }

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
