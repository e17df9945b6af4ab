using Colora.Engine;
using Colora.Formats;
using Colora.Lab.Experiments;
using Colora.Lab.Figures;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using Colora.Runs;
using Colora.Testing;
using TorchSharp;
using Xunit;

namespace Colora.Lab.Tests.Experiments;

public sealed class ExperimentTests
{
    [Fact]
    public void An_experiment_gives_a_sentence_a_table_a_picture_and_the_same_bits_again()
    {
        using var folder = new TemporaryFolder();
        var (first, second) = (Quick(new Newcomers()), Quick(new Newcomers()));
        Assert.Equal(Text(folder, first), Text(folder, second));
        Assert.True(first.Held, first.Sentence);
        Assert.True(ExperimentFigure.Save(folder["P7.png"], first));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(folder["P7.png"])[..4]);
        Assert.Contains("| newcomer's rows |", ReportText.Of(first, null));
    }

    [Fact]
    public async Task Bits_do_not_hang_on_what_the_threads_of_the_pool_did_before()
    {
        const int Others = 8;
        using var folder = new TemporaryFolder();
        var first = Text(folder, Quick(new Newcomers()));

        // Threads that met the tensor library under another number of threads keep it until they are told otherwise.
        ThreadPool.SetMinThreads(Others, Others);
        using var together = new Barrier(Others);
        ComputeEngine.UseThreads(Others);
        await Task.WhenAll(Enumerable.Range(0, Others).Select(_ => Task.Run(() =>
        {
            ComputeEngine.UseThreads(Others);
            together.SignalAndWait(TestContext.Current.CancellationToken);
        })));
        Assert.Equal(first, Text(folder, Quick(new Newcomers())));
        int[] trials = [.. Enumerable.Range(0, Others)];
        Assert.All(Context().Map("threads", trials, _ => torch.get_num_threads()), threads => Assert.Equal(1, threads));
    }

    [Fact]
    public void One_s_own_recovery_tells_deficient_steps_and_what_travelled()
    {
        var listener = new HeardNotes();
        var problem = new ProblemConfig(ProblemKind.Sensing, 10, 9, 2, 8, 60, 0, new TaskShape());
        var report = new SingleRecovery(problem, 4, RecoveryStart.SecondMoment, new RecoveryConfig(40, Shared: SharedStep.Federated)).Run(new ExperimentContext(ExperimentSize.Quick, 0, listener, TestContext.Current.CancellationToken));
        Assert.Contains("rank-deficient steps took the solution of least norm", report.Sentence);
        Assert.Contains("numbers travelled", report.Sentence);
        Assert.Contains(listener.Notes, note => note.Contains("without full rank"));
    }

    [Fact]
    public void Every_experiment_has_a_name_and_a_line_and_others_are_refused()
    {
        var all = ExperimentCatalogue.All.Concat(ExperimentCatalogue.Others).ToList();
        Assert.Equal(["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "scale"], all.Select(experiment => experiment.Name));
        Assert.All(all, experiment => Assert.NotEmpty(experiment.Line));
        Assert.Same(ExperimentCatalogue.All[2], ExperimentCatalogue.Named("p3"));
        Assert.Throws<InputException>(() => ExperimentCatalogue.Named("P11"));
    }

    [Fact]
    public void A_map_with_cells_that_were_not_run_is_drawn()
    {
        using var folder = new TemporaryFolder();
        var map = new PhaseMap("arm", [10, 20, 40], [1, 5], [[0, 0.5, 1], [0, 1, double.NaN]], [35, 12]);
        Assert.True(ExperimentFigure.Save(folder["map.png"], new ExperimentReport("x", "y", "z", null, "s", [], [], [map])));
        Assert.True(new FileInfo(folder["map.png"]).Length > 1000);
        Assert.False(ExperimentFigure.Save(folder["none.png"], new ExperimentReport("x", "y", "z", null, "s", [], [], [])));
    }

    [Fact]
    public void A_range_over_seeds_leaves_out_what_is_no_number()
    {
        Assert.Equal(new ChartPoint(3, 2, 1, 4), ChartPoint.Over(3, [4, double.NaN, 1, 2]));
        Assert.True(double.IsNaN(ChartPoint.Over(3, [double.NaN]).Y));
        Assert.Equal("–", ResultTable.Number(double.NaN));
    }

    /// <summary>Minutes: all laws by fresh runs.</summary>
    [Fact]
    [Trait("Category", "Slow")]
    public void The_laws_fitted_afresh_agree_with_the_reference()
    {
        var report = LawCheck.Run(new ExperimentContext(ExperimentSize.Full, 0, new HeardNotes(), TestContext.Current.CancellationToken));
        Assert.True(report.Agrees, report.Markdown());
    }

    private static ExperimentReport Quick(Newcomers experiment) => experiment.Run(Context());

    private static ExperimentContext Context() => new(ExperimentSize.Quick, 0, new HeardNotes(), TestContext.Current.CancellationToken);

    private static string Text(TemporaryFolder folder, ExperimentReport report)
    {
        RunJson.Write(folder["report.json"], report);
        return File.ReadAllText(folder["report.json"]);
    }
}
