using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Engine;
using Colora.Federation;
using Colora.Formats;
using Colora.Formats.Safetensors;
using Colora.Methods;
using Colora.Methods.CeLora;
using Colora.Methods.Flora;
using Colora.Model;
using Colora.Rounds;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Colora.Training;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Methods;

/// <summary>The arms that have more than A, S and B: their forward pass against plain loops in doubles, their start, their rounds, their files.</summary>
public sealed class MethodForwardTests
{
    private static readonly ScheduleConfig Flat = new() { Kind = ScheduleKind.Constant, WarmupRatio = 0 };

    public static TheoryData<string> Names => [.. Method.All.Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_line_is_the_formula(string name)
    {
        var method = Method.Named(name);
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.Adapter(model, method);
        if (weights.Layout.Ownership.IsDiagonal)
        {
            var cores = weights[FactorKind.S].Slice(weights[FactorKind.S].Values, 0);
            cores.copy_(cores * eye(3));
        }

        var module = weights.Layout.Modules[0].Module;
        using var generator = SeedSequence.NewGenerator(1, "x");
        var x = randn([3, 2, module.In], ScalarType.Float32, CPU, generator: generator);
        int[] users = [2, 0, 2];
        using var active = new ActiveFactors(weights, [0, 2], [], CPU);
        using var adaptation = active.For(users);
        var got = adaptation.Adapt(module, x, zeros(3, 2, module.Out));
        for (var row = 0; row < 3; row++)
        {
            for (var token = 0; token < 2; token++)
            {
                var want = Formula(weights, users[row], Doubles(x[row][token]));
                var line = Doubles(got[row][token]);
                for (var i = 0; i < want.Length; i++) Assert.Equal(want[i], line[i], 1e-4);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Folded_into_one_LoRA_the_logits_stay(string name)
    {
        var method = Method.Named(name);
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.Adapter(model, method);
        if (method is HydraloraMethod)
        {
            Assert.Contains("router", Assert.Throws<InputException>(() => AdapterFolding.Fold(weights, 1)).Message, StringComparison.Ordinal);
            return;
        }

        using var folded = AdapterFolding.Fold(weights, 1);
        Assert.True(ReferenceFile.Difference(OwnCases.Logits(model, weights, 1), OwnCases.Logits(model, folded, 0)) < 2e-4);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Files_keep_it(string name)
    {
        var method = Method.Named(name);
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.Adapter(model, method);
        AdapterFiles.Write(folder.FullPath, weights);
        using var read = AdapterFiles.Read(folder.FullPath, model);
        Assert.Equal(weights.Layout.Ownership, read.Layout.Ownership);
        Assert.Equal(weights.Layout.Kinds, read.Layout.Kinds);
        foreach (var bank in weights.Banks) Assert.Equal(0, ReferenceFile.Difference(bank.Values, read[bank.Kind].Values));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_new_adapter_changes_nothing_and_learns(string name)
    {
        var method = Method.Named(name);
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var shape = OwnCases.Adapter(model, method);
        using var weights = new AdapterWeights(shape.Layout);
        var isXs = method is LoraXsMethod;
        method.Fill(weights, model, method.StartOf(new StartConfig { Kind = StartKind.LoraLike }), 4);
        for (var user = 0; user < 3; user++) Assert.True(ReferenceFile.Difference(OwnCases.Logits(model, weights, user), OwnCases.Logits(model)) < (isXs ? 1e-3 : 1e-6));
        var kinds = method.Trained;
        if (weights.Layout.Ownership.PrivateReplaces) kinds = [FactorKind.PrivateA, FactorKind.PrivateB];
        using var trainer = new Trainer(model, new AdapterTraining(weights, _ => kinds), new OptimizerConfig { LearningRate = 1e-2, CoreLearningRate = 1e-2 }, new LearningRateSchedule(Flat, 30), 0, 0);
        var losses = Enumerable.Range(0, 30).Select(step => trainer.Step(step, [OwnCases.Batch(1, 0, 1, 2)]).Loss).ToList();
        Assert.True(losses[^1] < losses[0] - 0.05, $"{losses[0]} → {losses[^1]}");
    }

    [Fact]
    public void With_one_head_MTL_LoRA_is_CoLoRA()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var colora = OwnCases.Adapter(model, new ColoraMethod());
        using var mtl = new AdapterWeights(new AdapterLayout(colora.Layout.Users, colora.Layout.Modules, new MtlLoraMethod().Ownership));
        foreach (var bank in colora.Banks) mtl[bank.Kind].Values.copy_(bank.Values);
        Assert.True(ReferenceFile.Difference(OwnCases.Logits(model, colora, 1), OwnCases.Logits(model, mtl, 1)) < 1e-5);
    }

    [Fact]
    public void Ditto_draws_the_personal_LoRA_towards_the_shared_one()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.Adapter(model, new DittoMethod());
        var gradients = new List<Tensor>();
        foreach (var pull in (double[])[0, 0.5])
        {
            var training = new AdapterTraining(weights, _ => [FactorKind.PrivateA, FactorKind.PrivateB]) { Pull = pull };
            using var active = training.Gather(0, [0, 1, 2], CPU);
            active.CollectGradients();
            gradients.Add(active.Gradient(training.Groups.Single(group => group.Name == nameof(FactorKind.PrivateB))).clone());
        }

        var wanted = (weights[FactorKind.PrivateB].Values - weights[FactorKind.B].Values) * Constant.Of(0.5);
        Assert.True(ReferenceFile.Difference(gradients[1] - gradients[0], wanted) < 1e-6);
    }

    [Fact]
    public void Ditto_trains_its_own_LoRA_first_and_the_shared_one_then()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.Adapter(model, new DittoMethod());
        using var alone = OwnCases.Adapter(model, new FeditMethod());
        alone[FactorKind.A].Values.copy_(weights[FactorKind.A].Values);
        alone[FactorKind.B].Values.copy_(weights[FactorKind.B].Values);
        using (var training = Federated(model, weights, new DittoMethod(), new RoundsConfig { Rounds = 1, LocalSteps = 2, CoreSteps = 2 }))
            for (var step = 0; step < 4; step++) training.Step(step);
        using (var training = Federated(model, alone, new FeditMethod(), new RoundsConfig { Rounds = 1, LocalSteps = 2 }))
            for (var step = 0; step < 2; step++) training.Step(step);

        // Every step takes both rows of each user, so that the shared steps are those of FedIT.
        foreach (var kind in (FactorKind[])[FactorKind.A, FactorKind.B]) Assert.True(ReferenceFile.Difference(weights[kind].Values, alone[kind].Values) < 1e-6);
        using var shape = OwnCases.Adapter(model, new DittoMethod());
        for (var user = 0; user < 3; user++) Assert.True(ReferenceFile.Difference(weights[FactorKind.PrivateB].Values[user], shape[FactorKind.PrivateB].Values[user]) > 1e-4);
    }

    [Fact]
    public void A_round_of_FLoRA_adds_the_mean_of_separately_trained_products()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var flora = OwnCases.Adapter(model, new FloraMethod());
        using var local = OwnCases.Adapter(model, new LocalMethod());
        flora[FactorKind.Dense].Values.zero_();
        foreach (var bank in local.Banks) bank.Values.copy_(flora[bank.Kind].Values);
        var traffic = new List<RoundTraffic>();
        var rounds = new RoundsConfig { Rounds = 1, LocalSteps = 2 };
        using (var training = Federated(model, local, new LocalMethod(), rounds))
            for (var step = 0; step < 2; step++) training.Step(step);
        using (var training = Federated(model, flora, new FloraMethod(), rounds, traffic.Add))
            for (var step = 0; step < 2; step++) training.Step(step);
        for (var module = 0; module < local.Layout.Modules.Count; module++)
        {
            var mean = stack([.. Enumerable.Range(0, 3).Select(user => AdapterFolding.Delta(local, module, user))]).mean([0]);
            Assert.True(ReferenceFile.Difference(AdapterFolding.Delta(flora, module, 1), mean) < 1e-5);
        }

        // What all have is the same now, and each begins anew beside it.
        Assert.Equal(0, Constant.Read<float>(flora[FactorKind.B].Values.abs().max()));
        Assert.True(ReferenceFile.Difference(flora[FactorKind.A].Values[0], flora[FactorKind.A].Values[1]) > 0.01);
        Assert.True(traffic[0].Down > 2.9 * traffic[0].Up && traffic[0].Down < 3.1 * traffic[0].Up, $"{traffic[0]}");
    }

    [Fact]
    public void CE_LoRA_sends_its_core_alone_and_mixes_it()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var shape = OwnCases.Adapter(model, new CeLoraMethod());
        using var weights = new AdapterWeights(shape.Layout);
        new CeLoraMethod().Fill(weights, model, new StartConfig { Kind = StartKind.LoraLike }, 4);
        var traffic = new List<RoundTraffic>();
        using (var training = Federated(model, weights, new CeLoraMethod(), new RoundsConfig { Rounds = 2, LocalSteps = 2 }, traffic.Add))
            for (var step = 0; step < 4; step++) training.Step(step);
        using var message = new CeLoraMethod().Sharing.Cut(weights, 1);
        Assert.Null(message.A);
        Assert.Null(message.B);
        SafetensorsWriter.Write(folder["message"], [TensorFiles.Source("C", message.Exchanged!)]);
        var bytes = new FileInfo(folder["message"]).Length;
        Assert.All(traffic, round => Assert.Equal((3 * bytes, 3 * bytes), (round.Down, round.Up)));
        Assert.True(ReferenceFile.Difference(weights[FactorKind.A].Values[0], weights[FactorKind.A].Values[1]) > 1e-4);
        Assert.True(ReferenceFile.Difference(weights[FactorKind.Exchanged].Values[0], weights[FactorKind.Exchanged].Values[1]) > 0);
    }

    private static FederatedTraining Federated(CausalLM model, AdapterWeights weights, Method method, RoundsConfig rounds, Action<RoundTraffic>? heard = null)
    {
        return new FederatedTraining(model, weights, method, rounds, new ServerConfig(), new OptimizerConfig { LearningRate = 1e-3, CoreLearningRate = 1e-3 },
            new LearningRateSchedule(Flat, FederatedTraining.TotalSteps(rounds)), OwnCases.Rows(2), 6, 0, 0)
        { RoundDone = heard };
    }

    /// <summary>s · … of the arm's formula for one token, by loops.</summary>
    private static double[] Formula(AdapterWeights weights, int user, double[] x)
    {
        var method = weights.Layout.Ownership;
        var module = weights.Layout.Modules[0];
        double[,] Of(FactorKind kind) => Matrix(weights[kind].View(0, user));
        double[] Update(double[,] a, double[,] b, double[,]? core)
        {
            var z = Times(a, x);
            if (core is not null) z = Times(core, z);
            if (b.GetLength(0) == z.Length) return Times(Transposed(b), z);
            var scores = method.Router != Owner.None ? Times(Of(FactorKind.Router), x) : [.. Doubles(weights[FactorKind.Mixture].View(0, user)).Select(value => value / 0.1)];
            var exps = scores.Select(Math.Exp).ToArray();
            var sum = new double[b.GetLength(1)];
            for (var head = 0; head < exps.Length; head++)
                for (var k = 0; k < z.Length; k++)
                    for (var i = 0; i < sum.Length; i++) sum[i] += exps[head] / exps.Sum() * b[head * z.Length + k, i] * z[k];
            return sum;
        }

        var h = new double[module.Module.Out];
        void Add(double[] update, double share)
        {
            for (var i = 0; i < h.Length; i++) h[i] += module.Scaling * share * update[i];
        }

        if (!method.PrivateReplaces)
        {
            var update = Update(Of(FactorKind.A), Of(FactorKind.B), weights.Has(FactorKind.S) ? Of(FactorKind.S) : weights.Has(FactorKind.Exchanged) ? Of(FactorKind.Exchanged) : null);
            if (weights.Has(FactorKind.Scale)) update = [.. update.Zip(Doubles(weights[FactorKind.Scale].View(0, user)), (value, scale) => value * scale)];
            Add(update, method.PrivateShare > 0 ? 0.5 : 1);
        }

        if (method.HasPrivate) Add(Update(Of(FactorKind.PrivateA), Of(FactorKind.PrivateB), null), method.PrivateShare > 0 ? 0.5 : 1);
        if (weights.Has(FactorKind.Dense)) Add(Times(Of(FactorKind.Dense), x), 1);
        return h;
    }

    private static double[] Times(double[,] matrix, double[] x) =>
        [.. Enumerable.Range(0, matrix.GetLength(0)).Select(i => Enumerable.Range(0, x.Length).Sum(j => matrix[i, j] * x[j]))];

    private static double[,] Transposed(double[,] matrix)
    {
        var result = new double[matrix.GetLength(1), matrix.GetLength(0)];
        for (var i = 0; i < matrix.GetLength(0); i++)
            for (var j = 0; j < matrix.GetLength(1); j++) result[j, i] = matrix[i, j];
        return result;
    }

    private static double[,] Matrix(Tensor tensor)
    {
        var values = Doubles(tensor);
        var result = new double[tensor.size(0), tensor.size(1)];
        for (var i = 0; i < values.Length; i++) result[i / result.GetLength(1), i % result.GetLength(1)] = values[i];
        return result;
    }

    private static double[] Doubles(Tensor tensor) => [.. tensor.contiguous().data<float>().ToArray().Select(value => (double)value)];
}
