using Colora.Engine;
using Colora.Testing;
using TorchSharp;
using Xunit;

namespace Colora.Tests.DoublePrecision;

public sealed class LiveTensorsTests
{
    [Fact]
    public void A_scope_that_closes_leaves_none() => LiveTensors.AssertNoneLeftBy(() =>
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.ones(3, 3, requires_grad: true);
        x.mm(x).Plus(1.0).sum().backward();
    });

    [Fact]
    public void A_tensor_kept_from_a_scope_or_made_outside_is_counted()
    {
        var kept = new List<torch.Tensor>();
        Assert.Equal(2, LiveTensors.LeftBy(() =>
        {
            using (torch.NewDisposeScope())
            {
                var x = torch.ones(3, 3);
                kept.Add(x.Plus(1.0).MoveToOuterDisposeScope());
            }

            kept.Add(torch.ones(2));
        }));
        Assert.Equal(-2, LiveTensors.LeftBy(() => kept.ForEach(t => t.Dispose())));
    }
}
