using Colora.Adapters;
using Colora.Engine;
using Colora.Federation;
using Colora.Methods;
using Colora.Methods.CeLora;
using Colora.Methods.Flora;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Colora.Training;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Federation;

/// <summary>Aggregators and server steps against plain loops in doubles.</summary>
public sealed class AggregatorTests
{
    private static readonly double[] Rows = [3, 10, 7];

    [Fact]
    public void The_factor_average_is_the_weighted_mean_of_each_factor()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.Adapter(model, new LocalMethod());
        var updates = Updates(weights);
        using var result = new FactorAverage().Aggregate(weights.Layout, updates).Single();
        foreach (var (kind, mean) in new[] { (FactorKind.A, result.A!), (FactorKind.B, result.B!) })
        {
            var values = weights[kind].Values.data<float>().ToArray();
            var got = mean.data<float>().ToArray();
            for (var i = 0; i < got.Length; i++)
            {
                double want = 0;
                for (var user = 0; user < 3; user++) want += Rows[user] / 20 * values[user * got.Length + i];
                Assert.Equal(want, got[i], 1e-6);
            }
        }

        Free(updates);
    }

    [Fact]
    public void One_participant_or_equal_ones_keep_their_factors()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.Adapter(model, new LocalMethod());
        var policy = new SharingPolicy(true, true);
        foreach (var count in (int[])[1, 4])
        {
            var updates = Enumerable.Range(1, count).Select(n => new SharedUpdate(policy.Cut(weights, 1), n)).ToList();
            using var result = new FactorAverage().Aggregate(weights.Layout, updates).Single();
            Assert.True(Largest(result.A! - weights[FactorKind.A].Values[1]) < 1e-7);
            Assert.True(Largest(result.B! - weights[FactorKind.B].Values[1]) < 1e-7);
            Free(updates);
        }
    }

    [Fact]
    public void The_product_average_is_the_best_approximation_of_the_mean_product()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.Adapter(model, new LocalMethod());
        var updates = Updates(weights);
        using var result = new ProductAverage().Aggregate(weights.Layout, updates).Single();
        using var pooled = new AdapterWeights(weights.Layout with { Ownership = new PooledMethod().Ownership });
        pooled[FactorKind.A].Values[0].copy_(result.A!);
        pooled[FactorKind.B].Values[0].copy_(result.B!);
        for (var module = 0; module < weights.Layout.Modules.Count; module++)
        {
            var target = weights.Layout.Modules[module].Module;
            var rank = weights.Layout.Modules[module].Rank;
            var mean = new double[target.Out * target.In];
            for (var user = 0; user < 3; user++) AddProduct(mean, weights, module, user, Rows[user] / 20);
            var got = new double[mean.Length];
            AddProduct(got, pooled, module, 0, 1);

            // Eckart and Young: the error of the best approximation of rank r is the energy of the singular values behind the r-th.
            var sigma = linalg.svdvals(tensor(mean, [target.Out, target.In])).data<double>().ToArray();
            var error = mean.Zip(got).Sum(pair => (pair.First - pair.Second) * (pair.First - pair.Second));
            Assert.Equal(sigma.Skip(rank).Sum(value => value * value), error, 1e-6);
        }

        Free(updates);
    }

    [Fact]
    public void A_stack_has_the_mean_product_exactly()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.Adapter(model, new LocalMethod());
        using var sums = new AdapterWeights(new AdapterLayout(weights.Layout.Users, weights.Layout.Modules, new FloraMethod().Ownership));
        var updates = Updates(weights);
        using var stacked = new StackAggregate().Aggregate(weights.Layout, updates).Single();
        for (var times = 0; times < 2; times++) StackAggregate.AddTo(sums, stacked, 3);
        for (var module = 0; module < weights.Layout.Modules.Count; module++)
        {
            var target = weights.Layout.Modules[module].Module;
            var mean = new double[target.Out * target.In];
            for (var user = 0; user < 3; user++) AddProduct(mean, weights, module, user, 2 * Rows[user] / 20);
            var got = sums[FactorKind.Dense].View(module, 0).contiguous().data<float>().ToArray();
            for (var i = 0; i < got.Length; i++) Assert.Equal(mean[i], got[i], 1e-6);
        }

        Free(updates);
    }

    [Fact]
    public void An_exchange_mixes_cores_by_the_likeness_of_their_changes()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.Adapter(model, new CeLoraMethod());
        var policy = new CeLoraMethod().Sharing;
        Assert.Equal((false, false, true), (policy.A, policy.B, policy.Exchanged));
        var updates = Rows.Select((rows, user) => new SharedUpdate(policy.Cut(weights, user), rows)).ToList();
        var results = new SimilarityExchange().Aggregate(weights.Layout, updates);
        var values = weights[FactorKind.Exchanged].Values.data<float>().ToArray();
        var width = values.Length / 3;
        double Change(int user, int i) => values[user * width + i] - (i % 9 % 4 == 0 ? 1 : 0);
        double Inner(int one, int other) => Enumerable.Range(0, width).Sum(i => Change(one, i) * Change(other, i));
        for (var user = 0; user < 3; user++)
        {
            var shares = Enumerable.Range(0, 3).Select(other => Rows[other] * Math.Exp(Inner(user, other) / Math.Sqrt(Inner(user, user) * Inner(other, other)))).ToArray();
            var got = results[user].Exchanged!.data<float>().ToArray();
            for (var i = 0; i < width; i++) Assert.Equal(Enumerable.Range(0, 3).Sum(other => shares[other] / shares.Sum() * values[other * width + i]), got[i], 1e-6);
            results[user].Dispose();
        }

        Free(updates);
    }

    [Fact]
    public void Server_momentum_and_adam_follow_their_formulas()
    {
        using var scope = NewDisposeScope();
        foreach (var kind in (ServerKind[])[ServerKind.Average, ServerKind.Momentum, ServerKind.Adam])
        {
            var config = new ServerConfig { Kind = kind, Rate = 0.3, Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-3 };
            var current = tensor(new[] { 1f, -2f });
            using var memory = new Moments(new ParameterGroup("B", zeros(1, 2), ParameterRole.Matrix, []));
            double[] value = [1, -2], m = [0, 0], v = [0, 0];
            for (var round = 0; round < 4; round++)
            {
                double[] aggregate = [Math.Sin(round), Math.Cos(2 * round)];
                new ServerStep(config).Apply(current, tensor(aggregate.Select(x => (float)x).ToArray()), memory);
                for (var i = 0; i < 2; i++)
                {
                    var change = aggregate[i] - value[i];
                    if (kind == ServerKind.Average) value[i] += 0.3 * change;
                    else if (kind == ServerKind.Momentum) value[i] += 0.3 * (m[i] = 0.8 * m[i] + change);
                    else
                    {
                        m[i] = 0.8 * m[i] + 0.2 * change;
                        v[i] = 0.95 * v[i] + 0.05 * change * change;
                        value[i] += 0.3 * m[i] / (Math.Sqrt(v[i]) + 1e-3);
                    }

                    Assert.Equal(value[i], current.data<float>()[i], 1e-5);
                }
            }
        }
    }

    private static List<SharedUpdate> Updates(AdapterWeights weights) =>
        [.. Rows.Select((rows, user) => new SharedUpdate(new SharingPolicy(true, true).Cut(weights, user), rows))];

    /// <summary>Adds share · B A of an owner, by three loops.</summary>
    private static void AddProduct(double[] sum, AdapterWeights weights, int module, int owner, double share)
    {
        var a = weights[FactorKind.A].View(module, owner);
        var b = weights[FactorKind.B].View(module, owner);
        var (rank, columns, rows) = ((int)a.size(0), (int)a.size(1), (int)b.size(1));
        var (down, up) = (a.contiguous().data<float>().ToArray(), b.contiguous().data<float>().ToArray());
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
                for (var k = 0; k < rank; k++) sum[i * columns + j] += share * up[k * rows + i] * down[k * columns + j];
    }

    private static double Largest(Tensor difference) => Constant.Read<float>(difference.abs().max());

    private static void Free(List<SharedUpdate> updates) => updates.ForEach(update => update.Dispose());
}
