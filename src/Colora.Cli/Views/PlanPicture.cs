using Colora.Lab.Drawings;
using Colora.Lab.Figures;
using Colora.Studies.Planning;

namespace Colora.Cli.Views;

/// <summary>The planner's picture: the predicted score by rows or users with its interval, and what the pilot measured.</summary>
internal static class PlanPicture
{
    private const double Width = 800;

    /// <summary>Writes it as a PNG.</summary>
    public static void Save(string path, PlanReport report) => PngFile.Save(path, Of(report, Width));

    /// <summary>The picture.</summary>
    public static Drawing Of(PlanReport report, double width)
    {
        var (first, byUsers) = (report.Curve[0], report.Curve[0].Users != report.Curve[^1].Users);
        int Across(PlanPoint point) => byUsers ? point.Users : point.Rows;
        CurveSeries Line(string name, Func<PlanPoint, double> value, bool isDashed) => new(name, [.. report.Curve.Select(point => new CurvePoint(Across(point), value(point)))], IsDashed: isDashed, HasDots: false);
        var measured = report.Checks.Where(check => byUsers ? check.Predicted.Rows == first.Rows : check.Predicted.Users == first.Users);
        return CurveChart.Of(
            byUsers ? $"{report.Arm}, {first.Rows} rows of each user" : $"{report.Arm}, {first.Users} users", byUsers ? "users" : "training rows per user", "score (points)",
            [
                Line("predicted", point => point.Score, isDashed: false), Line("lower end, 90 %", point => point.Lower, isDashed: true), Line("upper end, 90 %", point => point.Upper, isDashed: true),
                new CurveSeries("pilot, each seed", [.. measured.SelectMany(check => check.Measured.Select(score => new CurvePoint(Across(check.Predicted), score)))], IsJoined: false),
            ], width, isDoubling: true, order: [0, 7, 7, 1]);
    }
}
