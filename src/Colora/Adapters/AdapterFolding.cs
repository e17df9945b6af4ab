using Colora.Engine;
using Colora.Formats;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Adapters;

/// <summary>
/// One user's adapter as a plain LoRA: lora_A = A, lora_B = B S_i (float32). Rank and alpha stay, so every LoRA reader serves it,
/// and lora_A is the same bytes for every user of CoLoRA. A private part makes the rank r + r_p, what FLoRA's rounds have left as much as the layer's smaller side.
/// </summary>
internal static class AdapterFolding
{
    /// <summary>Makes sure that a user's update is a matrix, which can be folded.</summary>
    /// <exception cref="InputException">It goes through a router.</exception>
    public static void RequireMatrix(AdapterLayout layout)
    {
        if (layout.Ownership.Router != Owner.None)
            throw new InputException("adapter", "a router, which weighs B's heads token by token (hydralora)", "an arm whose update is a matrix: only such can be folded, merged or exported", "evaluate or generate with the run itself");
    }

    /// <summary>lora_A [r, in] and lora_B [out, r] of a module, copies of their own.</summary>
    /// <param name="weights">All factors.</param>
    /// <param name="module">Place of the module in the layout.</param>
    /// <param name="user">User's number.</param>
    /// <exception cref="InputException">The update is no matrix: it goes through a router.</exception>
    public static (Tensor A, Tensor B) Fold(AdapterWeights weights, int module, int user)
    {
        RequireMatrix(weights.Layout);
        var ownership = weights.Layout.Ownership;
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var parts = new List<(Tensor A, Tensor B)>();
        if (!ownership.PrivateReplaces) parts.Add(Shared(weights, module, user));
        if (ownership.HasPrivate) parts.Add((weights[FactorKind.PrivateA].View(module, user), weights[FactorKind.PrivateB].View(module, user).t() * Constant.Of(ownership.PrivateWeight)));
        if (ownership.Dense != Owner.None) parts.Add(OfMatrix(weights[FactorKind.Dense].View(module, user)));

        // Parts of ranks r and r' are one of rank r + r': [B, B'] [A; A'], with the same s.
        var (down, up) = (cat([.. parts.Select(part => part.A)], 0), cat([.. parts.Select(part => part.B)], 1));
        return (down.MoveToOuterDisposeScope(), up.contiguous().MoveToOuterDisposeScope());
    }

    /// <summary>The modules with the ranks that folded factors have.</summary>
    public static IReadOnlyList<AdaptedModule> ModulesOf(AdapterLayout layout) => [.. layout.Modules.Select(module => module with
    {
        Rank = (layout.Ownership.PrivateReplaces ? 0 : module.Rank) + (layout.Ownership.HasPrivate ? module.PrivateRank : 0) + (layout.Ownership.Dense == Owner.None ? 0 : Math.Min(module.Module.In, module.Module.Out)),
        PrivateRank = 0,
        Heads = 1,
    })];

    /// <summary>A user's whole adapter as a plain LoRA of one user.</summary>
    public static AdapterWeights Fold(AdapterWeights weights, int user)
    {
        var layout = weights.Layout;
        var folded = new AdapterWeights(new AdapterLayout([layout.Users[user]], ModulesOf(layout), FactorOwnership.Lora));
        for (var module = 0; module < layout.Modules.Count; module++)
        {
            using var scope = NewDisposeScope();
            var (a, b) = Fold(weights, module, user);
            folded[FactorKind.A].View(module, 0).copy_(a);
            folded[FactorKind.B].View(module, 0).copy_(b.t());
        }

        return folded;
    }

    /// <summary>The part whose B may be shared: A and B S_i, its heads joined, its outputs scaled, weighted beside a private part.</summary>
    private static (Tensor A, Tensor B) Shared(AdapterWeights weights, int module, int user)
    {
        var ownership = weights.Layout.Ownership;
        var held = weights[FactorKind.B].View(module, user);
        if (ownership.Mixture != Owner.None)
        {
            var mixture = HeadMixture.WeightsOf(weights[FactorKind.Mixture].View(module, user));
            held = (held.view(mixture.size(-1), -1, held.size(1)) * mixture.view(-1, 1, 1)).sum([0]);
        }

        if (ownership.Scale != Owner.None) held = held * weights[FactorKind.Scale].View(module, user);
        var b = ownership.Core is { } core ? MatrixProduct.Of(held.t(), weights[core].View(module, user)) : held.t();
        return (weights[FactorKind.A].View(module, user), ownership.SharedWeight == 1 ? b : b * Constant.Of(ownership.SharedWeight));
    }

    /// <summary>Any matrix [out, in] as a product: beside the identity of its smaller side.</summary>
    private static (Tensor A, Tensor B) OfMatrix(Tensor matrix) => matrix.size(0) < matrix.size(1) ? (matrix, eye(matrix.size(0))) : (eye(matrix.size(1)), matrix);

    /// <summary>s · B S_i A [out, in] of a module, float32: what a merge adds to W0.</summary>
    public static Tensor Delta(AdapterWeights weights, int module, int user)
    {
        using var scope = NewDisposeScope();
        var (a, b) = Fold(weights, module, user);
        return (MatrixProduct.Of(b, a) * Constant.Of(weights.Layout.Modules[module].Scaling)).MoveToOuterDisposeScope();
    }
}
