using static TorchSharp.torch;

namespace Colora.Lab.Problems;

/// <summary>
/// A problem with one of the two shared factors fixed: what the core step and the step of the other, moving factor need
/// of the data. Moving factors are [d,r], cores [k,r,r] as in M_i = U L_i Vᵀ whichever factor moves.
/// </summary>
public interface IHalfStep : IDisposable
{
    /// <summary>argmin over every L_i of the user's own sum of squares.</summary>
    CoreFit Cores(Tensor moving, CorePull? pull = null);

    /// <summary>Φ_iᵀ Φ_i of every user's core step, [k,m,m], m = r² (sensing) or r (multi-output).</summary>
    Tensor CoreGrams(Tensor moving);

    /// <summary>The normal equation of the moving factor, summed over all users.</summary>
    NormalEquation Shared(Tensor cores);

    /// <summary>One user's part of it, computed from this user's rows alone.</summary>
    NormalEquation SharedOf(int user, Tensor cores);

    /// <summary>H · direction, [d,r], without H.</summary>
    Tensor Apply(Tensor direction, Tensor cores);

    /// <summary>g, [d,r].</summary>
    Tensor RightSide(Tensor cores);

    /// <summary>‖y − A(U L Vᵀ)‖ / ‖y‖ over all users.</summary>
    double Residual(Tensor moving, Tensor cores);
}
