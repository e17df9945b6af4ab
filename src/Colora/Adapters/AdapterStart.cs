using Colora.Engine;
using Colora.LinearAlgebra;
using Colora.Model;
using static TorchSharp.torch;

namespace Colora.Adapters;

/// <summary>
/// Fills a new adapter (method.md A.2). Every number is drawn from a seed derived from the run's seed, the module and the
/// user, so that adding a user or a module changes nobody else's start.
/// </summary>
public static class AdapterStart
{
    private const double WeightSvdSpread = 1e-5;

    /// <summary>All starts but <see cref="StartKind.Spectral"/>, which needs gradients and leaves S = 0 on orthonormal factors here.</summary>
    /// <param name="weights">Zeros, filled in place.</param>
    /// <param name="model">The base, for its weights.</param>
    /// <param name="config">Which start.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="ArgumentException">The start is <see cref="StartKind.Auto"/>, which a race has to replace first.</exception>
    public static void Fill(AdapterWeights weights, CausalLM model, StartConfig config, long seed)
    {
        if (weights.Has(FactorKind.S) && config.Kind == StartKind.Auto) throw new ArgumentException("auto is no start: a race picks one first", nameof(config));
        using var quiet = no_grad();
        var kind = weights.Has(FactorKind.S) ? config.Kind : StartKind.LoraLike;
        for (var module = 0; module < weights.Layout.Modules.Count; module++)
        {
            using var scope = NewDisposeScope();
            FillFactors(weights, module, model, kind, seed);
            if (weights.Has(FactorKind.S)) FillCores(weights, module, config, seed);
            if (weights.Has(FactorKind.PrivateA)) FillUniform(weights, FactorKind.PrivateA, module, seed);
        }
    }

    /// <summary>A kind in all modules and of all owners, Kaiming-uniform with a = √5, PEFT's start of lora_A: U(−1/√in, 1/√in).</summary>
    /// <param name="weights">Changed in place.</param>
    /// <param name="kind">Which factor.</param>
    /// <param name="seed">What the seed of each owner's numbers in each module is derived from.</param>
    /// <param name="fanIn">What stands for <c>in</c> where the factor's input is not the layer's.</param>
    public static void FillUniform(AdapterWeights weights, FactorKind kind, long seed, Func<AdaptedModule, int>? fanIn = null)
    {
        using var quiet = no_grad();
        for (var module = 0; module < weights.Layout.Modules.Count; module++)
        {
            using var scope = NewDisposeScope();
            FillUniform(weights, kind, module, seed, fanIn?.Invoke(weights.Layout.Modules[module]) ?? 0);
        }
    }

    private static void FillFactors(AdapterWeights weights, int module, CausalLM model, StartKind kind, long seed)
    {
        var target = weights.Layout.Modules[module].Module;
        var rank = weights.Layout.Modules[module].Rank;
        switch (kind)
        {
            case StartKind.OrthogonalMix or StartKind.LoraLike:
                FillUniform(weights, FactorKind.A, module, seed);
                break;

            case StartKind.Orthonormal or StartKind.Spectral:
                foreach (var (owner, name) in Owners(weights, FactorKind.A))
                    weights[FactorKind.A].View(module, owner).copy_(Frame(target.In, rank, SeedSequence.NewGenerator(seed, "A", target.Path, name)).t());
                foreach (var (owner, name) in Owners(weights, FactorKind.B))
                    weights[FactorKind.B].View(module, owner).copy_(Frame(target.Out, rank, SeedSequence.NewGenerator(seed, "B", target.Path, name)).t());
                break;

            case StartKind.WeightSvd:
                // W0 = U Σ Vᵀ: A = (V Σ)ᵀ scaled to unit mean energy would follow the base's scale; unit vectors keep the cores' rate the same in all modules.
                var (u, _, vh) = linalg.svd(model.Linears[target.Index].Weight.to(ScalarType.Float32).cpu(), fullMatrices: false);
                var usable = Math.Min(rank, (int)u.size(1));
                foreach (var (owner, _) in Owners(weights, FactorKind.A)) weights[FactorKind.A].View(module, owner).narrow(0, 0, usable).copy_(vh.narrow(0, 0, usable));
                foreach (var (owner, _) in Owners(weights, FactorKind.B)) weights[FactorKind.B].View(module, owner).narrow(0, 0, usable).copy_(u.narrow(1, 0, usable).t());
                break;
        }
    }

    private static void FillUniform(AdapterWeights weights, FactorKind kind, int module, long seed, int fanIn = 0)
    {
        var target = weights.Layout.Modules[module].Module;
        foreach (var (owner, name) in Owners(weights, kind))
        {
            var view = weights[kind].View(module, owner);
            var generator = SeedSequence.NewGenerator(seed, kind.ToString(), target.Path, name);
            var uniform = rand(view.shape, ScalarType.Float32, CPU, generator: generator);
            view.copy_((uniform * Constant.Of(2.0) - Constant.Of(1.0)) * Constant.Of(1 / Math.Sqrt(fanIn > 0 ? fanIn : target.In)));
        }
    }

    private static void FillCores(AdapterWeights weights, int module, StartConfig config, long seed)
    {
        var path = weights.Layout.Modules[module].Module.Path;
        var rank = weights.Layout.Modules[module].Rank;
        foreach (var (owner, name) in Owners(weights, FactorKind.S))
        {
            var generator = SeedSequence.NewGenerator(seed, "S", path, name);
            var core = config.Kind switch
            {
                StartKind.OrthogonalMix => (eye(rank) * Constant.Of(config.Rho)).Plus(RandomOrthogonal.Of(rank, rank, generator) * Constant.Of(Math.Sqrt(1 - config.Rho * config.Rho))),
                StartKind.LoraLike => eye(rank).Plus(randn([rank, rank], ScalarType.Float32, CPU, generator: generator) * Constant.Of(config.Perturbation)),
                StartKind.WeightSvd => randn([rank, rank], ScalarType.Float32, CPU, generator: generator) * Constant.Of(WeightSvdSpread),
                _ => zeros(rank, rank),
            };
            weights[FactorKind.S].View(module, owner).copy_(weights.Layout.Ownership.IsDiagonal ? Diagonal(core, config) : core);
        }
    }

    /// <summary>
    /// A core of which the diagonal alone is kept. Of orthogonal-mix that would be hardly more than ρ; its kin among diagonal matrices has random signs for Q,
    /// here those of Q's own diagonal: s = ρ ± √(1−ρ²).
    /// </summary>
    private static Tensor Diagonal(Tensor core, StartConfig config)
    {
        var diagonal = core.diagonal();
        if (config.Kind == StartKind.OrthogonalMix)
            diagonal = ((diagonal - Constant.Of(config.Rho)).sign() * Constant.Of(Math.Sqrt(1 - config.Rho * config.Rho))).Plus(config.Rho);
        return diag(diagonal);
    }

    /// <summary>Orthonormal columns [size, rank]; more columns than rows are filled with zeros.</summary>
    private static Tensor Frame(int size, int rank, Generator generator)
    {
        var usable = Math.Min(size, rank);
        var frame = zeros(size, rank);
        frame.narrow(1, 0, usable).copy_(RandomOrthogonal.Of(size, usable, generator));
        return frame;
    }

    /// <summary>The owners of a kind with the name that their seeds are derived from.</summary>
    private static IEnumerable<(int Owner, string Name)> Owners(AdapterWeights weights, FactorKind kind) =>
        weights[kind].IsShared ? [(0, "shared")] : weights.Layout.Users.Select((user, i) => (i, user));
}
