namespace Colora.Lab.Experiments;

/// <summary>A panel of curves.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="XLabel">Axis with unit.</param>
/// <param name="YLabel">Axis with unit.</param>
/// <param name="LogX">Logarithmic abscissa.</param>
/// <param name="LogY">Logarithmic ordinate.</param>
/// <param name="Series">The curves.</param>
public sealed record Chart(
    string Title, string XLabel, string YLabel, bool LogX, bool LogY, IReadOnlyList<ChartSeries> Series);
