using Colora.Adapters;
using Colora.Data;
using Colora.Engine;
using Colora.Methods;
using Colora.Model;
using Colora.Testing.DoublePrecision;
using static TorchSharp.torch;

namespace Colora.Testing;

/// <summary>Small random cases that the repository makes itself; weights are float32-representable on both sides.</summary>
public static class OwnCases
{
    public static DoubleLlama Twin(bool tied = false, bool biases = false, DoubleRope? rope = null, int kvHeads = 2, int headDim = 6)
    {
        var twin = DoubleLlama.Random(new DoubleLlamaConfig(31, 24, 28, 2, 4, kvHeads, headDim, 1e-5, tied, rope ?? new DoubleRope(10000)), seed: 7, biases);
        foreach (var values in twin.Weights.Values)
            for (var i = 0; i < values.Length; i++) values[i] = (float)values[i];
        return twin;
    }

    public static AdapterWeights Adapter(CausalLM model, Method method, int users = 3, int rank = 3)
    {
        var ownership = method.Ownership;
        var layout = new AdapterLayout(
            Enumerable.Range(0, users).Select(user => $"user{user}").ToList(),
            model.Linears.Where((_, i) => i % 3 != 1).Select(linear => new AdaptedModule(linear.Module, rank, 1.5, PrivateRank: ownership.PrivateReplaces ? rank : 2, Heads: ownership.HasHeads ? 2 : 1)).ToList(),
            ownership);
        var weights = new AdapterWeights(layout);
        foreach (var bank in weights.Banks)
        {
            using var scope = NewDisposeScope();
            using var generator = SeedSequence.NewGenerator(3, "case", bank.Kind);
            bank.Values.copy_(randn(bank.Values.shape, ScalarType.Float32, CPU, generator: generator) * Constant.Of(0.3));
        }

        return weights;
    }

    /// <summary>Rows of the given users, of different lengths, padded on the right.</summary>
    internal static TokenBatch Batch(int seed, params int[] users) => new(users.Select((user, row) =>
    {
        var ids = SeedSequence.Permutation(28, seed, "row", row).Take(6 + (row * 3 % 5)).Select(id => id + 3).ToArray();
        return new TokenSequence(user, ids, 3);
    }).ToList());

    /// <summary>Rows of three users; of equal length, or of lengths that differ between users.</summary>
    internal static IReadOnlyList<IReadOnlyList<TokenSequence>> Rows(int count, bool lengths = false) =>
        [.. Enumerable.Range(0, 3).Select(user => (IReadOnlyList<TokenSequence>)[.. Enumerable.Range(0, count).Select(row =>
            new TokenSequence(user, [.. SeedSequence.Permutation(28, 5, "rows", user, row).Take(lengths ? 6 + 2 * user : 8).Select(id => id + 3)], 3))])];

    /// <summary>An adapter of colora whose cores are all the identity.</summary>
    public static AdapterWeights AlikeAdapter(CausalLM model)
    {
        var weights = Adapter(model, new ColoraMethod());
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var alike = eye(3).reshape(-1).repeat([weights.Layout.Modules.Count]).unsqueeze(0).expand(3, -1);
        weights[FactorKind.S].Values.copy_(alike);
        return weights;
    }

    /// <summary>Rows of three users, the same where their seeds are.</summary>
    /// <param name="seedOf">Seed of a user's row.</param>
    /// <param name="count">Rows of each user.</param>
    internal static IReadOnlyList<IReadOnlyList<TokenSequence>> RowsOfUsers(Func<int, int, int> seedOf, int count = 8)
    {
        return [.. Enumerable.Range(0, 3).Select(OfUser)];

        IReadOnlyList<TokenSequence> OfUser(int user) =>
            [.. Enumerable.Range(0, count).Select(row => new TokenSequence(user, Ids(seedOf(user, row)), 3))];

        static int[] Ids(int seed) =>
            [.. SeedSequence.Permutation(28, 5, "agreement", seed).Take(8).Select(id => id + 3)];
    }

    /// <summary>Logits of one fixed row under the bare base.</summary>
    public static Tensor Logits(CausalLM model) => model.Logits(model.Hidden(Ids(), ones_like(Ids())));

    /// <summary>Logits of one fixed row under a user's adapter.</summary>
    public static Tensor Logits(CausalLM model, AdapterWeights weights, int user)
    {
        using var scope = NewDisposeScope();
        using var active = new ActiveFactors(weights, [user], [], CPU);
        using var adaptation = active.For([user]);
        return model.Logits(model.Hidden(Ids(), ones_like(Ids()), null, adaptation)).MoveToOuterDisposeScope();
    }

    private static Tensor Ids() => tensor(new long[,] { { 3, 8, 20, 5, 9, 11 } });
}
