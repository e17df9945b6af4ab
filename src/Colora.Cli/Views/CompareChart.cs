using Colora.Lab.Drawings;

namespace Colora.Cli.Views;

/// <summary>A chart of a comparison.</summary>
/// <param name="Name">By which the report names its place.</param>
/// <param name="File">PNG that it stands in.</param>
/// <param name="Caption">What it shows.</param>
/// <param name="Draw">Draws it into a width in pixels.</param>
internal sealed record CompareChart(string Name, string File, string Caption, Func<double, Drawing> Draw);
