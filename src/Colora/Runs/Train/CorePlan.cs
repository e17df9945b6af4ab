using System.Globalization;
using Colora.Configuration;
using Colora.Training;

namespace Colora.Runs.Train;

/// <summary>How far a run lets the cores of its users move apart, and why.</summary>
/// <param name="RowsOfUser">Rows of each user that are looked at; 0 = nothing is measured.</param>
/// <param name="TiedSteps">Steps with tied cores before the look.</param>
/// <param name="Sentence">What is done and why, in a line; null for methods without cores that can be tied.</param>
internal sealed record CorePlan(int RowsOfUser, long TiedSteps, string? Sentence)
{
    private const int FewestRows = 2;

    /// <summary>The first step of a warm-up has rate 0: B is still 0 after it, and so is every gradient of a core.</summary>
    private const long FewestSteps = 2;

    /// <summary>What their rate is multiplied with at the beginning.</summary>
    public double FirstFreedom { get; private init; } = 1;

    /// <summary>The plan for a run.</summary>
    public static CorePlan Of(RunSetup setup)
    {
        var (config, steps, users) = (setup.Config, setup.TotalSteps(), setup.Train.Count);
        if (!config.Adapter.Method.CanTieCores) return new CorePlan(0, 0, null);
        var asked = $"(cores.freedom = {EnumName.Of(config.Cores.Freedom)})";
        if (config.Cores.Freedom == CoreFreedom.None) return new CorePlan(0, 0, $"cores are tied {asked}") { FirstFreedom = 0 };
        if (config.Cores.Freedom == CoreFreedom.Whole) return new CorePlan(0, 0, $"cores are free {asked}");
        if (!config.MeasuresCores) return new CorePlan(0, 0, $"cores are free: they are measured with the lora-like start, in one place, without averages and with joint phases {asked}");
        var visits = steps * setup.Config.Training.RowsPerStep;
        var rows = CoreSignal.RowsOf(visits, users);
        if (rows == 0)
            return new CorePlan(0, 0, string.Create(CultureInfo.InvariantCulture, $"cores are free: a tenth of the run's {visits} rows is less than {FewestRows} rows of each of {users} users, too few to measure by {asked}"));
        var tied = Math.Max(FewestSteps, (long)Math.Ceiling(config.Cores.TiedShare * steps));
        var sentence = string.Create(
            CultureInfo.InvariantCulture,
            $"cores are tied for {tied} of {steps} steps, then move as far as halves of up to {rows} rows of each user agree {asked}");
        return new CorePlan(rows, tied, sentence) { FirstFreedom = 0 };
    }
}
