namespace Colora.Evaluation;

/// <summary>What an arm did to a user, as far as the user's rows can tell.</summary>
public enum Judgement
{
    /// <summary>The rows leave it open.</summary>
    NoDifference,

    /// <summary>Better, beyond chance.</summary>
    Helped,

    /// <summary>Worse, beyond chance.</summary>
    Hurt,
}
