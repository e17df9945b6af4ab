using Colora.Adapters;
using Colora.Engine;
using static TorchSharp.torch;

namespace Colora.Training;

/// <summary>Refuses factors that are not finite, by the module and the user that they belong to.</summary>
internal static class FiniteFactors
{
    /// <summary>Looks at all factors of an adapter.</summary>
    /// <param name="weights">The adapter.</param>
    /// <param name="when">Stage or step, for the message.</param>
    /// <exception cref="DivergenceException">One of them is not finite.</exception>
    public static void Require(AdapterWeights weights, string when)
    {
        foreach (var bank in weights.Banks)
        {
            if (FirstIn(bank.Values) is { } place)
                throw new DivergenceException(Name(weights.Layout, bank.Kind, place.Owner, place.Column) + Found(place.Value), when);
        }
    }

    /// <summary>As in "the weights S of user "acme" at model.layers.0.self_attn.q_proj".</summary>
    /// <param name="layout">Users and modules.</param>
    /// <param name="kind">The kind of factor.</param>
    /// <param name="owner">The user's number; any number where the kind is shared.</param>
    /// <param name="column">Place in the owner's row.</param>
    internal static string Name(AdapterLayout layout, FactorKind kind, int owner, long column)
    {
        var whose = layout.Ownership[kind] == Owner.Shared ? "the shared weights " : $"the weights of user \"{layout.Users[owner]}\" ";
        return $"{whose}{kind} at {layout.ModuleAt(kind, column).Module.Path}";
    }

    /// <summary>The first value that is not finite in [owners, width]; null where all are.</summary>
    internal static (int Owner, long Column, float Value)? FirstIn(Tensor values)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        if (values.numel() == 0) return null;
        var finite = values.isfinite();
        if (Constant.Read<bool>(finite.all())) return null;
        var at = Constant.Read<long>(finite.view(-1).logical_not().to(ScalarType.Float32).argmax());
        var width = values.size(1);
        return ((int)(at / width), at % width, Constant.Read<float>(values[at / width, at % width].to(ScalarType.Float32)));
    }

    /// <summary>As in " are NaN".</summary>
    internal static string Found(float value) => float.IsNaN(value) ? " are NaN" : " are infinite";
}
