namespace Colora.Training;

/// <summary>
/// Factor of the peak rate at a step, as transformers' schedules have it: i/w while i &lt; w (so the very first step of a warm-up
/// has rate 0 and fills the moments only), then constant, (T−i)/(T−w), or ½(1+cos π(i−w)/(T−w)).
/// </summary>
/// <param name="config">Kind and warm-up.</param>
/// <param name="totalSteps">T.</param>
internal sealed class LearningRateSchedule(ScheduleConfig config, long totalSteps)
{
    private readonly long warmup = config.WarmupSteps > 0 ? config.WarmupSteps : (long)Math.Ceiling(config.WarmupRatio * totalSteps);

    /// <summary>Factor at the 0-based step.</summary>
    public double FactorAt(long step)
    {
        if (step < warmup) return (double)step / Math.Max(1, warmup);
        var progress = (double)(step - warmup) / Math.Max(1, totalSteps - warmup);
        return config.Kind switch
        {
            ScheduleKind.Linear => Math.Max(0, 1 - progress),
            ScheduleKind.Cosine => Math.Max(0, 0.5 * (1 + Math.Cos(Math.PI * progress))),
            _ => 1,
        };
    }
}
