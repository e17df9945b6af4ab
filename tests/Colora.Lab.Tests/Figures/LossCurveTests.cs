using Colora.Lab.Figures;
using Colora.Testing;
using Xunit;

namespace Colora.Lab.Tests.Figures;

public sealed class LossCurveTests
{
    [Fact]
    public void A_curve_is_a_png_and_nothing_is_written_without_steps()
    {
        using var folder = new TemporaryFolder();
        LossCurve.Save(folder["loss.png"], Enumerable.Range(0, 50).Select(i => ((long)i, 3.0 / (i + 1))).ToList(), [(25, 1.0), (50, 0.5)]);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(folder["loss.png"])[..4]);
        LossCurve.Save(folder["none.png"], [], []);
        Assert.False(File.Exists(folder["none.png"]));
    }
}
