using Colora.Adapters;
using Colora.Data;
using Colora.Engine;
using Colora.Federation;
using Colora.Formats.Jsonl;
using Colora.LinearAlgebra;
using Colora.Methods;
using Colora.Runs;
using Colora.Runs.Train;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Colora.Training;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Training;

/// <summary>The spectral start of federated users, who send sketches and no gradients.</summary>
public sealed class SpectralStartTests
{
    [Fact]
    public void Sketches_reach_nearly_the_energy_of_the_exact_subspaces()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        TokenBatch[] rows = [OwnCases.Batch(1, 0, 0), OwnCases.Batch(2, 1, 1), OwnCases.Batch(3, 2, 2)];
        using var exact = OwnCases.Adapter(model, new ColoraMethod());
        using var sketched = OwnCases.Adapter(model, new ColoraMethod());
        Assert.True(new SpectralStart(model, exact, 5).IsExact);
        Assert.False(new SpectralStart(model, sketched, 5, isFederated: true).IsExact);
        new SpectralStart(model, exact, 5).Fill(rows);
        new SpectralStart(model, sketched, 5, isFederated: true).Fill(rows);
        double Energy(AdapterWeights weights)
        {
            double sum = 0;
            foreach (var batch in rows)
            {
                WeightGradients.Of(model, weights.Layout.Modules, batch, (i, gradient) =>
                {
                    var reached = MatrixProduct.Of(gradient / gradient.norm(), weights[FactorKind.A].View(i, 0).t()).norm();
                    sum += Math.Pow(Constant.Read<float>(reached), 2);
                });
            }

            return sum;
        }

        var (best, got, random) = (Energy(exact), Energy(sketched), Random());
        Assert.True(got > 0.97 * best && got < 1.0001 * best, $"{got} of {best}");
        Assert.True(random < 0.6 * best, $"{random} of {best}");

        double Random()
        {
            using var weights = new AdapterWeights(exact.Layout);
            AdapterStart.Fill(weights, model, new StartConfig { Kind = StartKind.Orthonormal }, 1);
            return Energy(weights);
        }
    }

    [Fact]
    public void The_ledger_counts_the_sketches()
    {
        using var folder = new TemporaryFolder();
        SampleRuns.Write(folder, users: 3, trainRows: 8, testRows: 2);
        var config = SampleRuns.Config(folder) with
        {
            Start = new StartConfig { Kind = StartKind.Spectral },
            Training = new TrainingConfig { BatchSize = 3 },
            Rounds = new RoundsConfig { Rounds = 2, LocalSteps = 1 },
        };
        TrainRun.Execute(config, folder["run"], ResumeMode.Refuse, new SilentListener());
        var rows = JsonlReader.Read(new RunDirectory(folder["run"]).Traffic).Select(row => (Round: row.Value.GetProperty("round").GetInt32(), Down: row.Value.GetProperty("down").GetInt64(), Up: row.Value.GetProperty("up").GetInt64())).ToList();
        Assert.Equal([-2, -1, 0, 1], rows.Select(row => row.Round));
        Assert.Equal((0, rows[1].Up), (rows[0].Down, rows[0].Up));
        Assert.Equal(rows[1].Down, rows[1].Up);
        using var setup = RunSetup.Prepare(config);
        var numbers = setup.Layout.Modules.Sum(module => (long)module.Module.In * Math.Min(module.Module.In, 11) + (long)module.Module.Out * Math.Min(module.Module.Out, 11));
        Assert.InRange(rows[0].Up / 3.0, 4 * numbers, 4 * numbers + 250 * setup.Layout.Modules.Count);
    }
}
