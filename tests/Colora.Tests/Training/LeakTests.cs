using Colora.Engine;
using Colora.Methods;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Colora.Training;
using TorchSharp;
using Xunit;

namespace Colora.Tests.Training;

/// <summary>Three hundred steps leave no tensors behind and no growing memory.</summary>
[Collection(AloneCollection.Name)]
public sealed class LeakTests
{
    [Fact]
    public void Training_leaves_no_tensors_and_flat_memory()
    {
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.Adapter(model, new ColoraMethod());
        using var trainer = new Trainer(model, weights, new OptimizerConfig(), new LearningRateSchedule(new ScheduleConfig(), 300), "joint", 0.1, 0);
        void Steps(int from, int to)
        {
            for (var step = from; step < to; step++) trainer.Step(step, [OwnCases.Batch(step, step % 3, (step + 1) % 3)]);
        }

        Steps(0, 100);
        NativeMemory.Sweep();
        long live = torch.Tensor.TotalCount, resident = HostMachine.ResidentBytes();
        Steps(100, 400);
        NativeMemory.Sweep();
        Assert.True(torch.Tensor.TotalCount - live <= 3, $"{torch.Tensor.TotalCount - live} tensors more after 300 steps");
        Assert.True(HostMachine.ResidentBytes() - resident < 40L << 20, $"resident memory grew by {(HostMachine.ResidentBytes() - resident) >> 20} MiB");
    }
}
