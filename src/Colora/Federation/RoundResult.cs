using Colora.Adapters;

namespace Colora.Federation;

/// <summary>What a round has come to, and what can be done with it.</summary>
/// <param name="weights">The adapter between rounds, changed in place.</param>
/// <param name="aggregates">What the aggregator has made: one for all, one for each of those that answered, or none where nothing travels or none answered.</param>
/// <param name="answered">Numbers of the users that answered, in the order of the aggregates.</param>
/// <param name="number">0-based round.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="stepTowards">The server's step towards an aggregate.</param>
/// <param name="forget">Begins the moments of a kind anew.</param>
public sealed class RoundResult(
    AdapterWeights weights, IReadOnlyList<TravellingFactors> aggregates, IReadOnlyList<int> answered, int number, long seed, Action<TravellingFactors> stepTowards, Action<FactorKind> forget)
{
    /// <summary>The adapter between rounds, changed in place.</summary>
    public AdapterWeights Weights => weights;

    /// <summary>What the aggregator has made.</summary>
    public IReadOnlyList<TravellingFactors> Aggregates => aggregates;

    /// <summary>Numbers of the users that answered.</summary>
    public IReadOnlyList<int> Answered => answered;

    /// <summary>0-based round.</summary>
    public int Number => number;

    /// <summary>The run's seed.</summary>
    public long Seed => seed;

    /// <summary>Lets the server step the shared factors towards an aggregate.</summary>
    public void StepTowards(TravellingFactors aggregate) => stepTowards(aggregate);

    /// <summary>Begins the moments of a kind anew: its numbers have become others than those that the moments were of.</summary>
    public void Forget(FactorKind kind) => forget(kind);
}
