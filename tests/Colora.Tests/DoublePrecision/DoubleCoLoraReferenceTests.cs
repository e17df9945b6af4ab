using System.Text.Json;
using Colora.Formats.Safetensors;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Xunit;

namespace Colora.Tests.DoublePrecision;

/// <summary>Against values of automatic differentiation in double precision, to rounding.</summary>
public sealed class DoubleCoLoraReferenceTests
{
    private const double Tolerance = 1e-11; // we are at 3e-14; the files promise 1e-9
    private const double Scaling = 2; // α 8, r 4

    [Fact]
    public void Logits_and_losses_of_a_mixed_batch_agree()
    {
        using var expected = Open("fp64", "forward.safetensors");
        using var batches = Open("batches.safetensors");
        var mixed = ReferenceTensors.Batch(batches, "mixed");
        var forward = Model().Forward(mixed, Start("random"));
        AssertNear(0, ReferenceTensors.LargestLogitDifference(mixed, forward.Logits, expected.ReadDoubles("mixed.logits")), "logits");
        AssertNear(expected.ReadDoubles("mixed.loss")[0], forward.Loss, "mixed loss");

        var absent = Model().Forward(ReferenceTensors.Batch(batches, "absent"), Start("random"));
        AssertNear(expected.ReadDoubles("absent.loss")[0], absent.Loss, "absent loss");
    }

    [Theory]
    [InlineData("mixed")]
    [InlineData("absent")]
    public void Gradients_agree(string name)
    {
        using var expected = Open("fp64", "forward.safetensors");
        using var batches = Open("batches.safetensors");
        var gradients = Model().Forward(ReferenceTensors.Batch(batches, name), Start("random")).Backward(withWeights: false);
        AssertSame(ReferenceTensors.State(expected, name + ".grad.", Scaling), gradients.Adapter!, name);
    }

    [Fact]
    public void A_user_without_rows_has_no_gradient_at_all()
    {
        using var batches = Open("batches.safetensors");
        var gradients = Model().Forward(ReferenceTensors.Batch(batches, "absent"), Start("random")).Backward(withWeights: false);
        Assert.All(gradients.Adapter!.Modules.Values, f => Assert.All(f.S![2], g => Assert.Equal(0, g)));
        Assert.All(gradients.Adapter.Modules.Values, f => Assert.Contains(f.S![1], g => g != 0));
    }

    [Theory]
    [InlineData("joint", "random")]
    [InlineData("alternating", "random")]
    [InlineData("zero_start", "zero")]
    public void Every_step_of_a_training_run_agrees(string run, string start)
    {
        using var expected = Open("fp64", run + ".safetensors");
        using var batches = Open("batches.safetensors");
        using var log = JsonDocument.Parse(File.ReadAllText(SharedData.Require("reference", "colora", "llama", "fp64", run + ".json")));
        var (model, adapter, optimizer) = (Model(), Start(start), new DoubleAdamW());
        var steps = log.RootElement.EnumerateArray().ToList();
        for (var i = 0; i < steps.Count; i++)
        {
            var batch = ReferenceTensors.Step(batches, "train", i);
            var forward = model.Forward(batch, adapter);
            var gradients = forward.Backward(withWeights: false).Adapter!;
            AssertNear(steps[i].GetProperty("loss").GetDouble(), forward.Loss, $"{run} loss {i}");
            AssertNorms(steps[i], gradients, $"{run} step {i}");

            Update(optimizer, adapter, gradients, steps[i].GetProperty("phase").GetString()!, batch.PresentUsers);
            AssertSame(ReferenceTensors.State(expected, $"after{i:00}.", Scaling), adapter, $"{run} after {i}");
        }

        Assert.NotEmpty(steps);
    }

    [Fact]
    public void The_gauge_of_step_1_agrees()
    {
        using var expected = Open("fp64", "canonical_qr.safetensors");
        var turned = Start("random");
        foreach (var (module, factors) in turned.Modules.ToList())
        {
            var (canonical, rB, rA) = DoubleGauge.Qr(factors);
            turned.Modules[module] = canonical;
            AssertNear(0, ReferenceTensors.LargestDifference(rB.Values, expected.ReadDoubles(module + ".R_B")), module);
            AssertNear(0, ReferenceTensors.LargestDifference(rA.Values, expected.ReadDoubles(module + ".R_A")), module);
        }

        AssertSame(ReferenceTensors.State(expected, "", Scaling), turned, "qr");
        AssertMixedLogits(expected, turned);
    }

    [Fact]
    public void The_full_gauge_agrees()
    {
        using var expected = Open("fp64", "canonical_full.safetensors");
        var turned = Start("random");

        // The file's energies are made with the single-precision 1/3, a factor 1 + 3e-8; the factors themselves do not feel it.
        const double Third = 1 / 3f;
        foreach (var (module, factors) in turned.Modules.ToList())
        {
            var (canonical, energyB, energyA) = DoubleGauge.Full(factors, [Third, Third, Third]);
            turned.Modules[module] = canonical;
            AssertNear(0, ReferenceTensors.LargestDifference(energyB, expected.ReadDoubles(module + ".energy_B")), module);
            AssertNear(0, ReferenceTensors.LargestDifference(energyA, expected.ReadDoubles(module + ".energy_A")), module);
        }

        AssertSame(ReferenceTensors.State(expected, "", Scaling), turned, "full");
        AssertMixedLogits(expected, turned);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void The_adapter_folded_for_one_user_gives_the_logits_of_plain_LoRA(int user)
    {
        using var expected = Open("folded", $"user{user}", "reference.safetensors");
        using var batches = Open("batches.safetensors");
        var mixed = ReferenceTensors.Batch(batches, "mixed");
        var folded = Start("random");
        foreach (var (module, f) in folded.Modules.ToList())
        {
            var product = new DoubleMatrix(f.OutputSize, f.Rank, f.B[0]).Times(new DoubleMatrix(f.Rank, f.Rank, f.S![user]));
            folded.Modules[module] = f with { B = [product.Values], S = null };
        }

        var logits = Model().Forward(mixed, folded).Logits;
        Assert.InRange(ReferenceTensors.LargestLogitDifference(mixed, logits, expected.ReadDoubles("logits")), 0, 1e-4); // stored in single precision
    }

    private static void Update(DoubleAdamW optimizer, DoubleAdapter adapter, DoubleAdapter gradients, string phase, IReadOnlyList<int> present)
    {
        foreach (var (parameter, gradient) in adapter.Parameters().Zip(gradients.Parameters()))
        {
            var kind = parameter.Name[(parameter.Name.LastIndexOf('.') + 1)..]; // "A", "B", "S[2]"
            if (phase != "joint" && !kind.StartsWith(phase, StringComparison.Ordinal)) continue;
            var personal = kind[0] == 'S';
            if (personal && !present.Contains(int.Parse(kind[2..^1]))) continue;
            optimizer.Step(parameter.Name, parameter.Values, gradient.Values, personal ? 1e-2 : 2e-3, personal ? .01 : 0);
        }
    }

    private static void AssertNorms(JsonElement step, DoubleAdapter gradients, string what)
    {
        AssertNear(step.GetProperty("grad_norm_A").GetDouble(), Norm(gradients.Modules.Values.Select(f => f.A[0])), what);
        AssertNear(step.GetProperty("grad_norm_B").GetDouble(), Norm(gradients.Modules.Values.Select(f => f.B[0])), what);
        var expected = step.GetProperty("grad_norm_S").EnumerateArray().Select(e => e.GetDouble()).ToList();
        for (var u = 0; u < expected.Count; u++) AssertNear(expected[u], Norm(gradients.Modules.Values.Select(f => f.S![u])), what);
    }

    private static double Norm(IEnumerable<double[]> arrays) => Math.Sqrt(arrays.Sum(a => a.Sum(x => x * x)));

    private static void AssertMixedLogits(SafetensorsFile expected, DoubleAdapter adapter)
    {
        using var batches = Open("batches.safetensors");
        var mixed = ReferenceTensors.Batch(batches, "mixed");
        AssertNear(0, ReferenceTensors.LargestLogitDifference(mixed, Model().Forward(mixed, adapter).Logits, expected.ReadDoubles("mixed.logits")), "logits");
    }

    private static void AssertSame(DoubleAdapter expected, DoubleAdapter actual, string what)
    {
        Assert.Equal(expected.Modules.Keys, actual.Modules.Keys);
        foreach (var (e, a) in expected.Parameters().Zip(actual.Parameters()))
        {
            Assert.Equal(e.Name, a.Name);
            AssertNear(0, ReferenceTensors.LargestDifference(e.Values, a.Values), $"{what} {e.Name}");
        }
    }

    private static void AssertNear(double expected, double actual, string what) =>
        Assert.True(Math.Abs(expected - actual) <= Tolerance, $"{what}: {actual} for {expected}");

    private static DoubleLlama Model() => DoubleLlama.Load(SharedData.Require("models", "tiny-llama"));

    private static DoubleAdapter Start(string name)
    {
        using var file = Open("fp64", $"start_{name}.safetensors");
        return ReferenceTensors.State(file, "", Scaling);
    }

    private static SafetensorsFile Open(params string[] parts) => SafetensorsFile.Open(SharedData.Require(["reference", "colora", "llama", .. parts]));
}
