using Colora.Configuration;

namespace Colora.Training;

/// <summary>Course of the learning rates.</summary>
public sealed record ScheduleConfig
{
    /// <summary>After the warm-up.</summary>
    [Setting("course of the learning rate after the warm-up")]
    public ScheduleKind Kind { get; init; } = ScheduleKind.Linear;

    /// <summary>Share of the steps that the rate rises; used where <see cref="WarmupSteps"/> is 0.</summary>
    [Setting("share of all steps in which the rate rises from 0")]
    [Between(0, 1)]
    public double WarmupRatio { get; init; } = 0.05;

    /// <summary>Steps in which the rate rises; 0 = by the ratio.</summary>
    [Setting("steps in which the rate rises from 0; 0 = by warmup_ratio", Unit = "steps")]
    [AtLeast(0)]
    [AtMost(1e9)]
    public int WarmupSteps { get; init; }
}
