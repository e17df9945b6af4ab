using Colora.Engine;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Adapters;

/// <summary>
/// One user's adapter as a plain LoRA: lora_A = A, lora_B = B S_i (float32). Rank and alpha stay, so every LoRA reader serves it,
/// and lora_A is the same bytes for every user of CoLoRA. A private part makes the rank r + r_p.
/// </summary>
public static class AdapterFolding
{
    /// <summary>lora_A [r, in] and lora_B [out, r] of a module, copies of their own.</summary>
    /// <param name="weights">All factors.</param>
    /// <param name="module">Place of the module in the layout.</param>
    /// <param name="user">User's number.</param>
    public static (Tensor A, Tensor B) Fold(AdapterWeights weights, int module, int user)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var a = weights[FactorKind.A].View(module, user).clone();
        var b = weights[FactorKind.B].View(module, user).t();
        var folded = weights.Has(FactorKind.S) ? MatrixProduct.Of(b, weights[FactorKind.S].View(module, user)) : b;
        if (!weights.Layout.Ownership.HasPrivate) return (a.MoveToOuterDisposeScope(), folded.contiguous().clone().MoveToOuterDisposeScope());

        // Two parts of ranks r and r_p are one of rank r + r_p: [B S w, B_p w_p] [A; A_p], with the same s.
        var ownership = weights.Layout.Ownership;
        var down = cat([a, weights[FactorKind.PrivateA].View(module, user)], 0);
        var up = cat([folded * Constant.Of(ownership.SharedWeight), weights[FactorKind.PrivateB].View(module, user).t() * Constant.Of(ownership.PrivateWeight)], 1);
        return (down.MoveToOuterDisposeScope(), up.contiguous().MoveToOuterDisposeScope());
    }

    /// <summary>The modules with the ranks that folded factors have.</summary>
    public static IReadOnlyList<AdaptedModule> ModulesOf(AdapterLayout layout) =>
        layout.Ownership.HasPrivate ? [.. layout.Modules.Select(module => module with { Rank = module.Rank + module.PrivateRank, PrivateRank = 0 })] : layout.Modules;

    /// <summary>A user's whole adapter as a plain LoRA of one user.</summary>
    public static AdapterWeights Fold(AdapterWeights weights, int user)
    {
        var layout = weights.Layout;
        var folded = new AdapterWeights(new AdapterLayout([layout.Users[user]], ModulesOf(layout), FactorOwnership.Of(AdaptationMethod.Pooled)));
        for (var module = 0; module < layout.Modules.Count; module++)
        {
            using var scope = NewDisposeScope();
            var (a, b) = Fold(weights, module, user);
            folded[FactorKind.A].View(module, 0).copy_(a);
            folded[FactorKind.B].View(module, 0).copy_(b.t());
        }

        return folded;
    }

    /// <summary>s · B S_i A [out, in] of a module, float32: what a merge adds to W0.</summary>
    public static Tensor Delta(AdapterWeights weights, int module, int user)
    {
        using var scope = NewDisposeScope();
        var (a, b) = Fold(weights, module, user);
        return (MatrixProduct.Of(b, a) * Constant.Of(weights.Layout.Modules[module].Scaling)).MoveToOuterDisposeScope();
    }
}
