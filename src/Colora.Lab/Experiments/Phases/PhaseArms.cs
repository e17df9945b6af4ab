namespace Colora.Lab.Experiments.Phases;

/// <summary>What the phase diagram compares, by the names of its panels.</summary>
internal static class PhaseArms
{
    public const string Own = "CoLoRA";
    public const string Local = "local low rank";
    public const string HalfShared = "half-shared (U shared)";
    public const string Oracle = "oracle subspace";

    /// <summary>In the order of the panels.</summary>
    public static readonly IReadOnlyList<string> All = [Own, Local, HalfShared, Oracle];
}
