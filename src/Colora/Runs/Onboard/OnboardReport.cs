namespace Colora.Runs.Onboard;

/// <summary>Content of <c>onboard.json</c>.</summary>
/// <param name="Run">The run that was joined.</param>
/// <param name="SharedHash">SHA-256 of its shared factors' file, before and after.</param>
/// <param name="ParametersPerUser">Numbers trained for a newcomer.</param>
/// <param name="Seconds">Training time.</param>
/// <param name="KnownFit">ρ of the run's own users; empty where their rows are not here.</param>
/// <param name="Limit">ρ below which a newcomer counts as outside; null without known users.</param>
/// <param name="Users">The newcomers.</param>
/// <param name="Adapter">The newcomers' adapter.</param>
public sealed record OnboardReport(
    string Run, string SharedHash, long ParametersPerUser, double Seconds, IReadOnlyDictionary<string, double> KnownFit,
    double? Limit, IReadOnlyList<OnboardUser> Users, string Adapter)
{
    /// <summary>What differed from the run and was allowed by <c>--allow-changed</c>.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];
}
