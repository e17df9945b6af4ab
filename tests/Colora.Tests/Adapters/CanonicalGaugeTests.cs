using Colora.Adapters;
using Colora.Engine;
using Colora.Testing;
using Colora.Tests.Training;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Adapters;

public sealed class CanonicalGaugeTests
{
    [Fact]
    public void Both_stages_agree_with_the_reference()
    {
        using var scope = NewDisposeScope();
        using var reference = new ColoraReference();
        using var start = new ReferenceFile(ColoraReference.Path("fp32", "start_random.safetensors"));
        using var qr = new ReferenceFile(ColoraReference.Path("fp32", "canonical_qr.safetensors"));
        using var full = new ReferenceFile(ColoraReference.Path("fp32", "canonical_full.safetensors"));
        foreach (var path in reference.Layout.Modules.Select(m => m.Module.Path))
        {
            var first = CanonicalGauge.Orthonormalise(start[$"{path}.A"], start[$"{path}.B"], start[$"{path}.S"]);
            AssertClose(first.A, qr[$"{path}.A"]);
            AssertClose(first.B, qr[$"{path}.B"]);
            AssertClose(first.Cores, qr[$"{path}.S"]);
            AssertClose(first.TriangleA, qr[$"{path}.R_A"]);
            AssertClose(first.TriangleB, qr[$"{path}.R_B"]);

            var second = CanonicalGauge.OrderByEnergy(first.A, first.B, first.Cores, [1 / 3.0, 1 / 3.0, 1 / 3.0]);
            AssertClose(second.A, full[$"{path}.A"]);
            AssertClose(second.B, full[$"{path}.B"]);
            AssertClose(second.Cores, full[$"{path}.S"]);
            AssertClose(second.EnergyA, full[$"{path}.energy_A"]);
            AssertClose(second.EnergyB, full[$"{path}.energy_B"]);
        }
    }

    [Fact]
    public void No_gauge_changes_any_update()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5, CPU);
        Tensor Gaussian(params long[] shape) => randn(shape, ScalarType.Float64, CPU, generator: generator);
        Tensor a = Gaussian(3, 7), b = Gaussian(6, 3), cores = Gaussian(4, 3, 3);
        var first = CanonicalGauge.Orthonormalise(a, b, cores);
        var second = CanonicalGauge.OrderByEnergy(first.A, first.B, first.Cores, [0.1, 0.2, 0.3, 0.4]);
        for (var user = 0; user < 4; user++)
        {
            var update = b.mm(cores[user]).mm(a);
            Assert.True(ReferenceFile.Difference(update, first.B.mm(first.Cores[user]).mm(first.A)) < 1e-12);
            Assert.True(ReferenceFile.Difference(update, second.B.mm(second.Cores[user]).mm(second.A)) < 1e-12);
            Assert.Equal(Constant.Read<double>(update.norm()), Constant.Read<double>(first.Cores[user].norm()), 1e-10);
        }
    }

    [Fact]
    public void A_zero_factor_is_left_alone()
    {
        using var scope = NewDisposeScope();
        Tensor a = ones(2, 5), b = zeros(4, 2), cores = eye(2).unsqueeze(0);
        var result = CanonicalGauge.Orthonormalise(a, b, cores);
        Assert.True(Constant.Read<bool>(result.B.eq(Constant.Of(0.0)).all()));
        Assert.True(ReferenceFile.Difference(result.Cores, cores) == 0);
    }

    private static void AssertClose(Tensor actual, Tensor expected) =>
        Assert.True(ReferenceFile.Difference(actual, expected) <= 1e-5);
}
