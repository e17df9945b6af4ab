using System.Globalization;
using Colora.Formats;
using Colora.Runs.Progress;
using Colora.Training;

namespace Colora.Studies.Comparison;

/// <summary>
/// The rate of each arm, number of rows and number of users: the one of the grid with the best mean validation loss,
/// on seeds that are none of the comparison's. Where the largest or the smallest of the grid is best, twice or half
/// of it is tried, up to three times. A rate that diverges is worse than any other.
/// </summary>
/// <param name="request">What is compared.</param>
/// <param name="validated">Best validation loss of an arm with a rate; infinite where it diverges.</param>
/// <param name="listener">Hears what was chosen.</param>
/// <param name="notes">Takes what a reader of the report has to know.</param>
internal sealed class CompareRates(
    CompareRequest request,
    Func<CompareArm, CompareKey, double, double> validated,
    IRunListener listener,
    List<string> notes)
{
    private const int Widenings = 3;

    private readonly Dictionary<CompareKey, double> chosen = [];

    /// <summary>Trainings of all arms, for one number of rows and users, before the grid is widened.</summary>
    public int Planned => request.Arms.Sum(PlannedFor);

    /// <summary>Refuses rates of a comparison of other rows or another base, and no rates at all.</summary>
    /// <exception cref="InputException">The rates cannot be used.</exception>
    public static void Check(CompareRequest request)
    {
        if (request.Rates.Any(rate => rate <= 0))
            throw new InputException("--rates", request.Rates.Min().ToString(CultureInfo.InvariantCulture), "rates above 0");
        var twice = request.Rates.GroupBy(rate => rate).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null) throw new InputException("--rates", string.Create(CultureInfo.InvariantCulture, $"{twice.Key} twice"), "each rate once");
        if (request.RatesFrom is not { } other) return;
        var preset = request.Template.Data.Preset ?? CompareReport.NoPreset;
        if (other.Preset != preset)
        {
            throw new InputException(
                "--rates-from",
                $"rates that were chosen on {other.Preset}",
                $"a comparison on {preset}: a rate that is right for one set of users may be wrong for another",
                "--rates a,b,c lets each arm choose here");
        }

        if (other.Base is null && other.Model != request.Template.Model)
        {
            throw new InputException(
                "--rates-from",
                $"rates that were chosen on base {other.Model}",
                $"a comparison on {request.Template.Model}",
                "--rates a,b,c lets each arm choose here");
        }
    }

    /// <summary>The rate of an arm.</summary>
    /// <param name="arm">Not the base.</param>
    /// <param name="key">Of any seed.</param>
    /// <exception cref="InputException">The other comparison has no rate of this arm and number of rows.</exception>
    /// <exception cref="DivergenceException">Every rate diverged.</exception>
    public double Of(CompareArm arm, CompareKey key)
    {
        key = key with { Seed = request.TuningSeeds[0] };

        // Clusters are CoLoRA on fewer users, and who trains on all rows has none to choose by.
        if (arm.IsClustered) return OfOther(request.Arms.First(other => other.IsColora), key);
        if (arm.IsLocalAll) return OfOther(arm.AsLocal(), key);
        if (chosen.TryGetValue(key, out var known)) return known;
        return chosen[key] = Choose(arm, key);
    }

    /// <summary>Trainings that choose an arm's rate before the grid is widened.</summary>
    public int PlannedFor(CompareArm arm)
    {
        var chooses = arm is { Method: not null, IsClustered: false, IsLocalAll: false };
        return chooses && request.RatesFrom is null && HasGrid ? request.Rates.Count * request.TuningSeeds.Count : 0;
    }

    private bool HasGrid => request.Rates.Count >= 2;

    private double OfOther(CompareArm arm, CompareKey key) => Of(arm, key with { Arm = arm.Name });

    private double Choose(CompareArm arm, CompareKey key)
    {
        if (request.RatesFrom is { } other) return Taken(other, arm, key);
        if (HasGrid) return Best(arm, key);
        return Given(request.Rates.Count == 1 ? request.Rates[0] : request.Template.Optimizer.LearningRate);
    }

    private double Given(double rate)
    {
        notes.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"All arms were trained at the rate {rate}, which none of them has chosen: "
            + $"arms may differ by how well it suits them (--rates a,b,c lets each choose)."));
        return rate;
    }

    private double Taken(CompareReport other, CompareArm arm, CompareKey key)
    {
        // Another start of the same method has much the same rate; it is said.
        var family = CompareArm.FamilyOf(arm.Name);
        var alike = other.Cells.Where(IsAlike).ToList();
        var cell = alike.Find(cell => cell.Arm == arm.Name) ?? alike.FirstOrDefault();
        if (cell is null)
        {
            throw new InputException(
                "--rates-from",
                $"its report has no rate of {arm.Name} with {key.Rows} rows",
                "a report with all arms and numbers of rows of this comparison",
                "add them to that comparison first");
        }

        if (cell.Arm != arm.Name || cell.Users != key.Users && key.Users != 0)
        {
            notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{arm.Name}, {key.Rows} training rows: its rate {cell.Rate} was chosen for {cell.Arm} "
                + $"with {cell.Users} users, in another comparison."));
        }

        return cell.Rate!.Value;

        bool IsAlike(CompareCell cell) =>
            cell.Rows == key.Rows && cell.Rate is not null && CompareArm.FamilyOf(cell.Arm) == family;
    }

    private double Best(CompareArm arm, CompareKey key)
    {
        var losses = new SortedDictionary<double, double>();
        foreach (var rate in request.Rates) Try(rate);
        for (var widened = 0; widened < Widenings && Edge() is { } beyond; widened++)
        {
            listener.Note(string.Create(
                CultureInfo.InvariantCulture,
                $"{arm.Name}, {key.Rows} rows: the best rate is at the edge of the grid; {beyond} is tried"));
            Try(beyond);
        }

        var best = losses.MinBy(pair => pair.Value);
        if (double.IsInfinity(best.Value))
        {
            throw new DivergenceException(
                "every rate of the grid came to a number that is not finite",
                $"in {arm.Name}, {key.Rows} rows",
                "give --rates with lower ones");
        }

        if (losses.Count > request.Rates.Count)
        {
            var stillAtEdge = Edge() is null ? "" : ", still at its edge: a rate beyond may be better";
            notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{arm.Name}, {key.Rows} training rows: the grid of rates was widened to {losses.Keys.First()} … "
                + $"{losses.Keys.Last()}, {best.Key} is chosen{stillAtEdge}."));
        }

        return best.Key;

        void Try(double rate)
        {
            losses[rate] = request.TuningSeeds.Average(seed => validated(arm, key with { Seed = seed }, rate));
            listener.Note(string.Create(
                CultureInfo.InvariantCulture,
                $"{arm.Name}, {key.Rows} rows, rate {rate}: validation {losses[rate]:0.0000}"));
        }

        // Below a rate that diverges nothing is an edge upwards.
        double? Edge()
        {
            var (rate, loss) = losses.MinBy(pair => pair.Value);
            var (lowest, highest) = (losses.Keys.First(), losses.Keys.Last());
            if (double.IsInfinity(loss)) return lowest / 2;
            if (rate == highest) return rate * 2;
            return rate == lowest ? rate / 2 : null;
        }
    }
}
