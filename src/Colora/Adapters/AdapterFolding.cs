using Colora.Engine;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Adapters;

/// <summary>
/// One user's adapter as a plain LoRA: lora_A = A, lora_B = B S_i (float32). Rank and alpha stay, so every LoRA reader serves it,
/// and lora_A is the same bytes for every user of CoLoRA.
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
        return (a.MoveToOuterDisposeScope(), folded.contiguous().clone().MoveToOuterDisposeScope());
    }

    /// <summary>A user's whole adapter as a plain LoRA of one user.</summary>
    public static AdapterWeights Fold(AdapterWeights weights, int user)
    {
        var layout = weights.Layout;
        var folded = new AdapterWeights(new AdapterLayout([layout.Users[user]], layout.Modules, FactorOwnership.Of(AdaptationMethod.Pooled)));
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
