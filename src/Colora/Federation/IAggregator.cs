using Colora.Adapters;

namespace Colora.Federation;

/// <summary>Makes of the factors that the participants send those that they get back.</summary>
public interface IAggregator
{
    /// <summary>The aggregate: one for all, or one for each of the updates, in their order.</summary>
    /// <param name="layout">Modules, for their shapes.</param>
    /// <param name="updates">At least one; all with the same factors.</param>
    IReadOnlyList<TravellingFactors> Aggregate(AdapterLayout layout, IReadOnlyList<SharedUpdate> updates);
}
