using Colora.Lab.Drawings;
using Colora.Lab.Figures;
using Colora.Studies.Planning;

namespace Colora.Cli.Views;

/// <summary>
/// The planner's picture: the predicted score by rows or users with its interval, and what the pilot measured.
/// </summary>
internal static class PlanPicture
{
    private const double Width = 800;

    /// <summary>Writes it as a PNG.</summary>
    public static void Save(string path, PlanReport report) => PngFile.Save(path, Of(report, Width));

    /// <summary>The picture.</summary>
    public static Drawing Of(PlanReport report, double width)
    {
        var first = report.Curve[0];
        var byUsers = first.Users != report.Curve[^1].Users;
        var title = byUsers ? $"{first.Rows} rows of each user" : $"{first.Users} users";
        var shown = report.Checks.Where(IsShown);
        return CurveChart.Of(
            $"{report.Arm}, {title}",
            byUsers ? "users" : "training rows per user",
            "score (points)",
            [
                Line("predicted", point => point.Score, isDashed: false),
                Line("lower end, 90 %", point => point.Lower, isDashed: true),
                Line("upper end, 90 %", point => point.Upper, isDashed: true),
                new CurveSeries("pilot, each seed", [.. shown.SelectMany(Measured)], IsJoined: false),
            ],
            width,
            isDoubling: true,
            order: [0, 7, 7, 1]);

        int Across(PlanPoint point) => byUsers ? point.Users : point.Rows;

        CurveSeries Line(string name, Func<PlanPoint, double> value, bool isDashed)
        {
            var points = report.Curve.Select(point => new CurvePoint(Across(point), value(point)));
            return new CurveSeries(name, [.. points], IsDashed: isDashed, HasDots: false);
        }

        // Sizes of the pilot that differ from the curve's in nothing but what goes across.
        bool IsShown(PlanCheck check) =>
            byUsers ? check.Predicted.Rows == first.Rows : check.Predicted.Users == first.Users;

        IEnumerable<CurvePoint> Measured(PlanCheck check) =>
            check.Measured.Select(score => new CurvePoint(Across(check.Predicted), score));
    }
}
