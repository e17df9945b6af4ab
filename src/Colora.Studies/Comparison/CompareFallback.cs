using Colora.Evaluation;

namespace Colora.Studies.Comparison;

/// <summary>
/// What each user gets with the fallback on (<c>SafeChoice</c>): local, unless validation rows, its own and those of
/// every set of users with it in, show a CoLoRA arm or the base to be better beyond doubt. Test rows say how it went.
/// </summary>
/// <param name="Rows">Training rows of each user.</param>
/// <param name="Users">Number of users.</param>
/// <param name="Mean">Mean score over users and seeds with the chosen arms.</param>
/// <param name="OverLocal">Gain over local.</param>
/// <param name="Right">Share of choices whose arm has the best test score of the candidates (ties count as
/// right).</param>
/// <param name="Harmful">Share of users and seeds whose chosen arm scores below local on the test rows; chance alone
/// makes two equal arms differ.</param>
/// <param name="Chosen">How often each arm was chosen.</param>
/// <param name="Hurt">Users hurt against local, by verdict.</param>
public sealed record CompareFallback(
    int Rows,
    int Users,
    double Mean,
    PairedInterval OverLocal,
    double Right,
    double Harmful,
    IReadOnlyDictionary<string, int> Chosen,
    int Hurt)
{
    /// <summary>What is fallen back on.</summary>
    public const string Safe = "local";

    /// <summary>Whether users may get the arm.</summary>
    public static bool IsCandidate(CompareArm arm) =>
        arm.Name == Safe
        || arm.Method is null
        || arm is { IsWholeBudget: false, Settings.Count: 0, Method.IsCandidate: true };
}
