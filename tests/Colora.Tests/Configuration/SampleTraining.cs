namespace Colora.Configuration;

internal sealed record SampleTraining : IChecked
{
    public static SampleTraining Shared { get; } = new();

    [Setting("Peak learning rate"), Above(0), AtMost(1)]
    public double LearningRate { get; init; } = 3e-4;

    [Setting("Optimizer steps", Unit = "steps"), AtLeast(1)]
    public int Steps { get; init; } = 100;

    [Setting("Steps before the peak rate", Unit = "steps"), AtLeast(0)]
    public int? WarmupSteps { get; init; }

    [Setting("Largest norm of a gradient"), Above(0)]
    public double? ClipNorm { get; init; } = 1;

    [Setting("Seed of all randomness")]
    public long Seed { get; init; } = 17;

    [Setting("Shuffle between epochs")]
    public bool Shuffle { get; init; } = true;

    [Setting("Trade memory for time")]
    public bool? Recompute { get; init; }

    [Setting("Weights of the loss's terms"), AtLeast(0)]
    public IReadOnlyList<double> Weights { get; init; } = [];

    [Setting("Steps at which to save"), AtLeast(1)]
    public IReadOnlyList<int>? SaveAt { get; init; }

    public IEnumerable<ConfigProblem> Check()
    {
        if (WarmupSteps > Steps) yield return new("warmup_steps", $"{WarmupSteps}", $"at most the {Steps} steps", "lower it");
    }
}
