using Colora.Adapters;
using Colora.Configuration;
using Colora.Model;

namespace Colora.Methods;

/// <summary>Shape of the adapter.</summary>
public sealed record AdapterConfig
{
    /// <summary>What users share.</summary>
    [Setting("what users share: colora (A, B shared, core S_i personal), local (a LoRA each), pooled (one LoRA for all), or another arm of docs/arms.md")]
    public Method Method { get; init; } = new ColoraMethod();

    /// <summary>Rank r of the factors.</summary>
    [Setting("rank r of the factors")]
    [AtLeast(1)]
    [AtMost(65536)]
    public int Rank { get; init; } = 32;

    /// <summary>Rank of each user's own part, for the arms that have one.</summary>
    [Setting("rank of each user's own part beside the shared one (colora-dual, feddpa-lora)")]
    [AtLeast(1)]
    [AtMost(65536)]
    public int PrivateRank { get; init; } = 2;

    /// <summary>Number of heads B_j, for the arms that weigh several.</summary>
    [Setting("heads of B (hydralora, mtl-lora)")]
    [AtLeast(2)]
    [AtMost(1024)]
    public int Heads { get; init; } = 3;

    /// <summary>Numerator of the scaling s = alpha/r.</summary>
    [Setting("scaling s = alpha / rank (or alpha / sqrt(rank) with use_rslora)")]
    [Above(0)]
    [AtMost(1e9)]
    public double Alpha { get; init; } = 32;

    /// <summary>Scaling alpha/√r instead of alpha/r (rank-stabilised LoRA).</summary>
    [Setting("scale by alpha / sqrt(rank)")]
    [YamlName("use_rslora")]
    public bool UseRsLora { get; init; }

    /// <summary>Dropout on the input of A, training only; 0 ≤ p &lt; 1.</summary>
    [Setting("dropout on the input of A while training")]
    [Between(0, 0.99)]
    public double Dropout { get; init; }

    /// <summary>Suffixes of module paths, or <c>all-linear</c>: every linear of the blocks.</summary>
    [Setting("module names (suffixes of their paths), or all-linear")]
    [NotEmpty]
    public IReadOnlyList<string> TargetModules { get; init; } = ["all-linear"];

    /// <summary>Regular expression over whole module paths, instead of <see cref="TargetModules"/>.</summary>
    [Setting("regular expression over whole module paths, instead of target_modules")]
    public string? TargetPattern { get; init; }

    /// <summary>The method as configs and reports spell it.</summary>
    public string MethodName => Method.Name;

    /// <summary>s of a module of the given rank.</summary>
    public double Scaling => UseRsLora ? Alpha / Math.Sqrt(Rank) : Alpha / Rank;

    /// <summary>The modules of a base that are adapted, in the order of the forward pass.</summary>
    /// <exception cref="Formats.InputException">A name or the pattern matches no module of the base.</exception>
    public IReadOnlyList<AdaptedModule> ModulesOf(CausalLM model) => [.. TargetSelection.Of(model, TargetModules, TargetPattern).Select(Adapt)];

    /// <summary>A module as the method wants it.</summary>
    public AdaptedModule Adapt(TargetModule module)
    {
        var ownership = Method.Ownership;
        var privateRank = !ownership.HasPrivate ? 0 : ownership.PrivateReplaces ? Rank : PrivateRank;
        return new AdaptedModule(module, Rank, Scaling, privateRank, ownership.HasHeads ? Heads : 1);
    }
}
