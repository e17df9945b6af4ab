using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Lab.Problems;

/// <summary>What a planted problem hides: M_i = U L_i Vᵀ + p_i q_iᵀ.</summary>
/// <param name="U">[d1,r], orthonormal columns.</param>
/// <param name="V">[d2,r], orthonormal columns.</param>
/// <param name="Cores">L [k,r,r].</param>
/// <param name="Outside">p_i q_iᵀ of each user [k,d1,d2], or null where all tasks lie in the shared subspace.</param>
public sealed record PlantedTruth(Tensor U, Tensor V, Tensor Cores, Tensor? Outside) : IDisposable
{
    /// <summary>M_i, [k,d1,d2].</summary>
    public Tensor Models()
    {
        using var scope = NewDisposeScope();
        var models = Of(U, V, Cores);
        return (Outside is null ? models : Engine.TensorSums.Plus(models, Outside)).MoveToOuterDisposeScope();
    }

    /// <summary>U L_i Vᵀ of every user, [k,d1,d2].</summary>
    public static Tensor Of(Tensor u, Tensor v, Tensor cores)
    {
        using var scope = NewDisposeScope();
        long users = cores.size(0), rank = cores.size(1);
        var left = MatrixProduct.Batched(u.unsqueeze(0).expand(users, u.size(0), rank), cores);
        var models = MatrixProduct.Of(left.reshape(-1, rank), v.t()).reshape(users, u.size(0), v.size(0));
        return models.MoveToOuterDisposeScope();
    }

    /// <summary>The truth of some users alone; factors are copies.</summary>
    public PlantedTruth Of(IReadOnlyList<int> users)
    {
        using var scope = NewDisposeScope();
        var index = tensor(users.Select(user => (long)user).ToArray());
        return new PlantedTruth(
            U.clone().DetachFromDisposeScope(),
            V.clone().DetachFromDisposeScope(),
            Cores.index_select(0, index).DetachFromDisposeScope(),
            Outside?.index_select(0, index).DetachFromDisposeScope());
    }

    /// <inheritdoc />
    public void Dispose()
    {
        U.Dispose();
        V.Dispose();
        Cores.Dispose();
        Outside?.Dispose();
    }
}
