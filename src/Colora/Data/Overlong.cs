namespace Colora.Data;

/// <summary>What happens to an example longer than the limit.</summary>
public enum Overlong
{
    /// <summary>The beginning of the prompt is cut (counted and reported); an answer is never cut.</summary>
    TruncatePrompt,

    /// <summary>The example is left out (counted and reported).</summary>
    Drop,

    /// <summary>The run is refused.</summary>
    Refuse,
}
