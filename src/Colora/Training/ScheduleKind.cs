namespace Colora.Training;

/// <summary>Course of the learning rate after the warm-up.</summary>
public enum ScheduleKind
{
    /// <summary>The peak to the end.</summary>
    Constant,

    /// <summary>A line down to 0.</summary>
    Linear,

    /// <summary>Half a cosine down to 0.</summary>
    Cosine,
}
