namespace Colora.Lab.Experiments.Closeness;

/// <summary>What is compared over the closeness of tasks.</summary>
internal static class ClosenessArms
{
    /// <summary>Places of two of them.</summary>
    public const int Own = 0, Pooled = 2;

    /// <summary>Names in the order of the columns.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["CoLoRA", "CoLoRA pulled to the mean core", "pooled", "local least norm", "oracle subspace"];
}
