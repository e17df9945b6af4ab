using static TorchSharp.torch;

namespace Colora.Lab.Problems;

/// <summary>
/// The measurements of k users, of either kind: one door for the solvers, the starts and the baselines.
/// </summary>
public interface IDesign : IDisposable
{
    /// <summary>Which problem.</summary>
    ProblemKind Kind { get; }

    /// <summary>k.</summary>
    int Users { get; }

    /// <summary>Rows of M_i.</summary>
    int D1 { get; }

    /// <summary>Columns of M_i.</summary>
    int D2 { get; }

    /// <summary>Rows of a user.</summary>
    IReadOnlyList<int> Rows { get; }

    /// <summary>Fixes V [d2,r]; U moves.</summary>
    IHalfStep FixRight(Tensor v);

    /// <summary>Fixes U [d1,r]; V moves.</summary>
    IHalfStep FixLeft(Tensor u);

    /// <summary>(1/n) Σ y X of each user, an unbiased estimate of M_i: [k,d1,d2].</summary>
    Tensor Estimates();

    /// <summary>
    /// The subspaces of largest second moment of M_i, with the terms that one row makes with itself taken out: U
    /// [d1,r], V [d2,r].
    /// </summary>
    (Tensor U, Tensor V) SecondMoment(int rank);

    /// <summary>The least-squares M_i of least norm of each user, [k,d1,d2].</summary>
    Tensor LeastNorm();

    /// <summary>Everybody's rows as one user's.</summary>
    IDesign Pooled();

    /// <summary>Some users alone.</summary>
    IDesign Of(IReadOnlyList<int> users);
}
