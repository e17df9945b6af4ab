namespace Colora.Federation;

/// <summary>What becomes of AdamW's moments of a user's copies of the shared factors when these are averaged.</summary>
public enum CopyMoments
{
    /// <summary>They stay with the user, with their count of steps: with one user and an average after every step this is AdamW itself.</summary>
    Kept,

    /// <summary>They begin anew, as in federated rounds, where a participant may not come back.</summary>
    Renewed,
}
