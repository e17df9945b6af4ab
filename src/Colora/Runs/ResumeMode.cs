namespace Colora.Runs;

/// <summary>What a training run does with a folder that already holds one.</summary>
public enum ResumeMode
{
    /// <summary>Refuses.</summary>
    Refuse,

    /// <summary>Goes on from the newest whole checkpoint, bit-exactly.</summary>
    Resume,

    /// <summary>
    /// The same although base or rows are others by now; rows that the run knows stay where they are.
    /// </summary>
    ResumeChanged,

    /// <summary>Deletes it and begins anew.</summary>
    Overwrite,
}
