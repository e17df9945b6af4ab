using System.Runtime.InteropServices;
using Colora.Adapters;
using Colora.Engine;
using Colora.Methods;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Adapters;

/// <summary>Factors that are laid out once compute what factors gathered for a batch do.</summary>
public sealed class ResidentFactorsTests
{
    public static TheoryData<string, bool> Cases =>
        [.. from method in Method.All from isBfloat16 in (bool[])[false, true] select (method.Name, isBfloat16)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_line_is_the_same_bits(string name, bool isBfloat16)
    {
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.Adapter(model, Method.Named(name));
        var type = isBfloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
        LiveTensors.AssertNoneLeftBy(() =>
        {
            using var scope = NewDisposeScope();
            using var resident = new ResidentFactors(weights, CPU, type);
            int[] rows = [2, 0, 2, 1];
            using var active = new ActiveFactors(weights, [0, 1, 2], [], CPU);
            using var wanted = active.For(rows);
            using var line = resident.For(rows);
            foreach (var linear in model.Linears)
            {
                using var generator = SeedSequence.NewGenerator(1, "x", linear.Module.Index);
                var x = randn([4, 3, linear.Module.In], ScalarType.Float32, CPU, generator: generator).to(type);
                var output = zeros([4, 3, linear.Module.Out], type);
                Assert.Equal(Bits(wanted.Adapt(linear.Module, x, output)), Bits(line.Adapt(linear.Module, x, output)));
            }
        });
    }

    [Fact]
    public void A_float32_model_uses_the_adapters_own_numbers_and_outlives_the_adapter()
    {
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var scope = NewDisposeScope();
        var weights = OwnCases.Adapter(model, new ColoraMethod());
        using var resident = new ResidentFactors(weights, CPU, ScalarType.Float32);
        foreach (var bank in weights.Banks) bank.Values.fill_(Constant.Of(7.0));
        weights.Dispose();
        foreach (var kind in weights.Layout.Kinds)
            Assert.All(resident.Factor(kind, 1).contiguous().data<float>().ToArray(), number => Assert.Equal(7f, number));
    }

    private static byte[] Bits(Tensor tensor) =>
        [.. MemoryMarshal.AsBytes<float>(tensor.to(ScalarType.Float32).contiguous().data<float>().ToArray())];
}
