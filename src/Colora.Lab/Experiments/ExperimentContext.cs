using System.Runtime.ExceptionServices;
using Colora.Engine;
using Colora.Runs.Progress;

namespace Colora.Lab.Experiments;

/// <summary>What an experiment is run with.</summary>
/// <param name="Size">Quick or full.</param>
/// <param name="FirstSeed">Seeds are this one and those that follow.</param>
/// <param name="Listener">Hears the progress.</param>
/// <param name="Stop">Ends the experiment between two trials.</param>
public sealed record ExperimentContext(
    ExperimentSize Size, long FirstSeed, IRunListener Listener, CancellationToken Stop)
{
    /// <summary>One of two values by size.</summary>
    public T By<T>(T quick, T full) => Size == ExperimentSize.Quick ? quick : full;

    /// <summary>As many seeds as the size wants.</summary>
    public IReadOnlyList<long> Seeds(int quick, int full) =>
        [.. Enumerable.Range(0, By(quick, full)).Select(i => FirstSeed + i)];

    /// <summary>Says a line, from any trial.</summary>
    public void Note(string line)
    {
        lock (Listener) Listener.Note(line);
    }

    /// <summary>
    /// Runs independent trials side by side, each with one thread of the tensor library, so that its bits depend on
    /// neither the others nor the number of cores.
    /// </summary>
    /// <param name="stage">What the progress is called.</param>
    /// <param name="trials">The trials.</param>
    /// <param name="run">Runs one; opens and closes its own dispose scope.</param>
    /// <returns>The answers in the order of the trials.</returns>
    public IReadOnlyList<TOut> Map<TIn, TOut>(string stage, IReadOnlyList<TIn> trials, Func<TIn, TOut> run)
    {
        ComputeEngine.Start(new EngineConfig { Dtype = WeightType.Float32, Threads = 1 });
        var answers = new TOut[trials.Count];
        var (done, begun) = (0, TimeProvider.System.GetTimestamp());
        var cores = Environment.ProcessorCount;
        var options = new ParallelOptions { MaxDegreeOfParallelism = cores, CancellationToken = Stop };
        try
        {
            Parallel.For(0, trials.Count, options, One);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Capture(e.InnerExceptions[0]).Throw();
        }

        return answers;

        void One(int i)
        {
            // A thread of the pool keeps the number of threads that it was told last.
            ComputeEngine.UseThreads(1);
            answers[i] = run(trials[i]);
            lock (Listener)
            {
                done++;
                var remaining = TimeProvider.System.GetElapsedTime(begun) * ((trials.Count - done) / (double)done);
                Listener.Progress(new StageProgress(stage, done, trials.Count, "trials", Remaining: remaining));
            }
        }
    }
}
