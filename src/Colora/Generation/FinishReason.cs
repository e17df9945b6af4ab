namespace Colora.Generation;

/// <summary>Why an answer has ended.</summary>
public enum FinishReason
{
    /// <summary>The model wrote an end token, or a stop text has come.</summary>
    Stop,

    /// <summary>The most tokens were written that were asked for, or that the model has positions for.</summary>
    Length,
}
