using Colora.Adapters;
using Colora.Data;
using Colora.Rounds;
using Colora.Runs.Progress;
using Colora.Training;

namespace Colora.Runs.Train;

/// <summary>Fills an adapter with the start that a config asks for.</summary>
internal static class FilledStart
{
    /// <summary>Fills zeros in place.</summary>
    /// <returns>What federated users moved for it, as rounds before the first; nothing for most starts.</returns>
    /// <exception cref="DivergenceException">A factor is not finite.</exception>
    public static IReadOnlyList<RoundTraffic> Of(RunSetup setup, AdapterWeights weights, IRunListener listener)
    {
        var moved = Fill(setup, weights, listener);
        FiniteFactors.Require(weights, "at the start");
        return moved;
    }

    private static IReadOnlyList<RoundTraffic> Fill(RunSetup setup, AdapterWeights weights, IRunListener listener)
    {
        var start = setup.Config.EffectiveStart;
        if (start.Run is not null)
        {
            RunStart.Fill(setup, weights, listener);
            return [];
        }

        setup.Config.Adapter.Method.Fill(weights, setup.Model.Network, start, setup.Config.Training.Seed);
        if (!weights.Has(FactorKind.S) || start.Kind != StartKind.Spectral) return [];
        var spectral = new SpectralStart(setup.Model.Network, weights, setup.Config.Training.Seed, isFederated: setup.Config.Rounds.Rounds > 0);
        listener.Note($"spectral start: {(spectral.IsExact ? "exact second moments" : "two passes of subspace iteration")}");
        var batches = setup.Train.Select(rows => new TokenBatch(rows.Take(start.GradientRows).ToList())).ToList();
        spectral.Fill(batches, (done, all) => listener.Progress(new StageProgress("start", done, all, "gradients")));
        if (setup.Config.Rounds.Rounds == 0) return [];
        var users = batches.Count;
        var passes = spectral.Traffic();
        return [.. passes.Select((pass, i) => new RoundTraffic(-1, i - passes.Count, users, 0, users * pass.Down, users * pass.Up))];
    }
}
