using System.Globalization;
using Colora.Training;

namespace Colora.Runs;

/// <summary>Content of <c>start.json</c>: how the race for the start went.</summary>
/// <param name="Judged">What the losses are of: the validation rows, or training rows that were held out of the race
/// alone.</param>
/// <param name="Heats">All heats, in the order they were run.</param>
/// <param name="Picked">The one that is used.</param>
public sealed record StartChoice(string Judged, IReadOnlyList<StartHeat> Heats, StartHeat Picked)
{
    /// <summary>
    /// How alike the users' gradients are after the heat with resting cores, which is pooled training; a measure beside
    /// the race, which decides. Null where users have too few rows.
    /// </summary>
    public UserAgreement? Agreement { get; init; }

    /// <summary>
    /// Whether start and rank are the best of the last heats on both halves of the rows; false: the halves disagree,
    /// and the plainer was taken; null: there were no two halves.
    /// </summary>
    public bool? Confirmed { get; init; }

    /// <summary>Rows that all heats saw, repetitions counted.</summary>
    public long RowVisits { get; init; }

    /// <summary>Tokens that all heats saw.</summary>
    public long Tokens { get; init; }

    /// <summary>A config with the picked start and rank.</summary>
    public RunConfig Apply(RunConfig config) => Picked.Apply(config);

    /// <summary>What was picked and why, in a line.</summary>
    public string Sentence()
    {
        var heats = string.Join("; ", Heats.OrderBy(heat => heat.Loss).Select(Outcome));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"start: {Picked.Name}, {How()} of {Heats.Count} heats on {Judged} (nats a token: {heats}){Alike()}");
    }

    private static string Outcome(StartHeat heat) => double.IsFinite(heat.Loss)
        ? string.Create(CultureInfo.InvariantCulture, $"{heat.Name} {heat.Loss:0.0000} after {heat.Steps}")
        : $"{heat.Name} diverged";

    private string How() => Confirmed switch
    {
        true => "the best on both halves",
        false => "the plainer of the last, since the halves of the rows disagree,",
        _ => "the best",
    };

    private string Alike()
    {
        if (Agreement is not { } found) return "";
        var corrected = double.IsNaN(found.Corrected)
            ? ": too few rows to tell users apart"
            : string.Create(CultureInfo.InvariantCulture, $", corrected for noise {found.Corrected:0.00}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"; after pooled training halves of one user agree by {found.Within:0.00}, "
                + $"halves of two by {found.Between:0.00}{corrected}");
    }
}
