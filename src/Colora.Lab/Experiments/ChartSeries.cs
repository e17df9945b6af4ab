namespace Colora.Lab.Experiments;

/// <summary>A curve.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Points">In order of X; points whose Y is NaN are not drawn.</param>
/// <param name="Theory">Predicted, not measured: dotted, without markers.</param>
/// <param name="Scatter">Points that no line joins.</param>
public sealed record ChartSeries(
    string Name, IReadOnlyList<ChartPoint> Points, bool Theory = false, bool Scatter = false);
