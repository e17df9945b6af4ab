using Colora.Configuration;

namespace Colora.Federation;

/// <summary>
/// Training in one place as rounds do it: each user steps copies of A and B of its own by its own gradient, clipped and scaled by itself, and every few steps the copies are averaged. A number on which
/// users disagree then moves little, while AdamW on the mean gradient takes a whole step whatever the signal (method.md A.5; local SGD, Stich 2019; Reptile, Nichol et al. 2018).
/// </summary>
public sealed record AveragingConfig
{
    /// <summary>τ: steps between two averages; 0 = no copies, one gradient of all users' rows.</summary>
    [Setting("steps that each user does on copies of the shared factors between two averages of them; 0 = no copies, one gradient of all users", Unit = "steps")]
    [AtLeast(0)]
    [AtMost(1e6)]
    public int Every { get; init; }

    /// <summary>What an average does to the moments of the copies.</summary>
    [Setting("moments of a user's copies at an average: kept or renewed")]
    public CopyMoments Moments { get; init; } = CopyMoments.Kept;

    /// <summary>How many users take part between two averages: as many as a step has rows for.</summary>
    /// <param name="users">Users in all.</param>
    /// <param name="rowsOfStep">Rows of a step.</param>
    internal static int ParticipantsOf(int users, int rowsOfStep) => Math.Min(users, rowsOfStep);
}
