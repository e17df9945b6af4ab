using Colora.Adapters;

namespace Colora.Collaboration;

/// <summary>Makes one set of shared factors of those that the participants send.</summary>
public interface IAggregator
{
    /// <summary>The aggregate.</summary>
    /// <param name="layout">Modules, for their shapes.</param>
    /// <param name="updates">At least one; all with the same factors.</param>
    TravellingFactors Aggregate(AdapterLayout layout, IReadOnlyList<SharedUpdate> updates);
}
