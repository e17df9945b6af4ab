namespace Colora.Lab.Experiments.Bridge;

/// <summary>What the planted layer is given, by the names of the curves.</summary>
internal static class InputKinds
{
    /// <summary>What the laws are for.</summary>
    public const string Gaussian = "Gaussian";

    /// <summary>The layer's inputs with their second moment made the identity.</summary>
    public const string Whitened = "activations, whitened";

    /// <summary>The layer's inputs as the model makes them.</summary>
    public const string AsTheyAre = "activations";

    /// <summary>From what the laws are for to what is real.</summary>
    public static readonly IReadOnlyList<string> All = [Gaussian, Whitened, AsTheyAre];
}
