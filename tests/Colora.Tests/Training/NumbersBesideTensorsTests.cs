using System.Runtime.InteropServices;
using Colora.Engine;
using Colora.Methods;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Colora.Training;
using Xunit;

namespace Colora.Tests.Training;

/// <summary>A collection that another thread sets off in the middle of a step frees nothing that libtorch still reads (<see cref="Constant"/>).</summary>
[Collection(AloneCollection.Name)]
public sealed class NumbersBesideTensorsTests
{
    [Fact]
    public void Steps_beside_a_thread_that_collects_all_the_time_give_the_same_bits()
    {
        var quiet = Train();
        using var over = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!over.IsCancellationRequested)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        var disturbed = Train();
        over.Cancel();
        collector.Join();
        Assert.Equal(quiet, disturbed);
    }

    private static byte[] Train()
    {
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.Adapter(model, new ColoraMethod());
        using var trainer = new Trainer(model, weights, new OptimizerConfig(), new LearningRateSchedule(new ScheduleConfig(), 100), "joint", 0.1, 0);
        for (var step = 0; step < 100; step++) trainer.Step(step, [OwnCases.Batch(step, step % 3, (step + 1) % 3)]);
        return [.. weights.Banks.SelectMany(bank => MemoryMarshal.AsBytes<float>(bank.Values.data<float>().ToArray()).ToArray())];
    }
}
