using System.Globalization;

namespace Colora.Studies.Planning;

/// <summary>The answer of a plan in a sentence.</summary>
internal static class PlanSentence
{
    /// <summary>The sentence.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="arm">The arm.</param>
    /// <param name="asked">The point asked for; null where none within range reaches the target.</param>
    /// <param name="safe">The first point whose lower end reaches the target; null where none does.</param>
    /// <param name="last">The largest size within range.</param>
    public static string Of(PlanRequest request, string arm, PlanPoint? asked, PlanPoint? safe, PlanPoint last)
    {
        if (request.Target is not { } target)
            return $"{arm} with {last.Users} users of {asked!.Rows} rows: {Text(asked)}.";
        var goal = target.ToString("0.#", CultureInfo.InvariantCulture);
        var seeksUsers = request.Rows is not null;
        var (given, unit) = seeksUsers ? ($"{last.Rows} rows of each user", "users") : ($"{last.Users} users", "rows");
        if (asked is null)
        {
            return $"{arm} with {given} is not predicted to reach {goal} points within range: "
                + $"{Sought(last)} {unit} give {Text(last)}.";
        }

        var each = seeksUsers ? "" : " per user";
        var certain = safe is null
            ? $"no number of {unit} within range makes that as good as certain"
            : $"{Sought(safe)} {unit} make it as good as certain";
        return $"{arm} with {given} is predicted to reach {goal} points from {Sought(asked)} {unit}{each} on, "
            + $"{Text(asked)}; {certain}.";

        int Sought(PlanPoint point) => seeksUsers ? point.Users : point.Rows;
    }

    private static string Text(PlanPoint point) => string.Create(
        CultureInfo.InvariantCulture,
        $"{point.Score:0.0} points ({point.Lower:0.0} … {point.Upper:0.0})");
}
