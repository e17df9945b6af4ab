using Colora.Adapters;

namespace Colora.Training;

/// <summary>Which kinds of factor a step trains: all of them (joint), or by a repeating pattern such as S S B S S A (alternating). What is
/// a user's own moves with S.</summary>
internal sealed class PhaseSchedule(string phases, IReadOnlyList<FactorKind> kinds)
{
    /// <summary>Kinds that the 0-based step trains; the others keep values, moments and step counts.</summary>
    /// <exception cref="ArgumentException">The pattern names a kind that the adapter lacks.</exception>
    public IReadOnlyList<FactorKind> KindsAt(long step)
    {
        if (phases == "joint") return kinds;
        var kind = Enum.Parse<FactorKind>(phases[(int)(step % phases.Length)].ToString());
        if (kind == FactorKind.S && kinds.Contains(kind)) return [kind, .. kinds.Where(other => other is not (FactorKind.A or FactorKind.B or FactorKind.S))];
        return kinds.Contains(kind) ? [kind] : throw new ArgumentException($"phase {kind}: this adapter has only {string.Join(", ", kinds)}");
    }
}
