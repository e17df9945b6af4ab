using ScottPlot;
using ScottPlot.TickGenerators;

namespace Colora.Lab.Figures;

/// <summary>Heat map of the users' cosines in the order of the tree, with the tree (average linkage on 1 − cos) beside it.</summary>
public static class SimilarityFigure
{
    private const int Height = 700, Width = 1500;

    /// <summary>Writes the figure as a PNG.</summary>
    /// <param name="path">The file.</param>
    /// <param name="users">Names in the order of the cosines.</param>
    /// <param name="cosines">Cosine of every two users.</param>
    /// <param name="order">Users' numbers in the order of the tree's leaves.</param>
    /// <param name="joins">The tree: groups 0…k−1 are the users, k+j is the j-th join.</param>
    public static void Save(
        string path, IReadOnlyList<string> users, IReadOnlyList<IReadOnlyList<double>> cosines, IReadOnlyList<int> order,
        IReadOnlyList<(int Left, int Right, double Distance)> joins)
    {
        FigureFont.Use();
        var figure = new Multiplot();
        figure.AddPlots(2);
        figure.Layout = new ScottPlot.MultiplotLayouts.Columns();
        Map(figure.GetPlot(0), users, cosines, order);
        Tree(figure.GetPlot(1), users, order, joins);
        figure.SavePng(path, Width, Height);
    }

    private static void Map(Plot plot, IReadOnlyList<string> users, IReadOnlyList<IReadOnlyList<double>> cosines, IReadOnlyList<int> order)
    {
        var values = new double[users.Count, users.Count];
        for (var i = 0; i < users.Count; i++)
            for (var j = 0; j < users.Count; j++) values[users.Count - 1 - i, j] = cosines[order[i]][order[j]];
        var map = plot.Add.Heatmap(values);
        map.Colormap = new ScottPlot.Colormaps.Balance();
        map.ManualRange = new ScottPlot.Range(-1, 1);
        plot.Add.ColorBar(map).Label = "cosine of two users' updates";
        var places = Enumerable.Range(0, users.Count).Select(i => (double)i).ToArray();
        var names = order.Select(user => users[user]).ToArray();
        plot.Axes.Left.TickGenerator = new NumericManual(places, names);
        plot.Axes.Bottom.TickGenerator = new NumericManual(places, names);
        plot.Axes.Bottom.TickLabelStyle.Rotation = -90;
        plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleRight;
        plot.Axes.Bottom.MinimumSize = 110;
        plot.Axes.Left.MinimumSize = 90;
        plot.Title("Similarity");
    }

    private static void Tree(Plot plot, IReadOnlyList<string> users, IReadOnlyList<int> order, IReadOnlyList<(int Left, int Right, double Distance)> joins)
    {
        var at = new Dictionary<int, (double Place, double Height)>();
        for (var i = 0; i < order.Count; i++) at[order[i]] = (i, 0);
        for (var j = 0; j < joins.Count; j++)
        {
            var (left, right, distance) = (at[joins[j].Left], at[joins[j].Right], joins[j].Distance);
            foreach (var side in new[] { left, right }) Stroke(side.Height, side.Place, distance, side.Place);
            Stroke(distance, left.Place, distance, right.Place);
            at[users.Count + j] = ((left.Place + right.Place) / 2, distance);
        }

        plot.Axes.Left.TickGenerator = new NumericManual(Enumerable.Range(0, users.Count).Select(i => (double)i).ToArray(), [.. order.Select(user => users[user])]);
        plot.Axes.Left.MinimumSize = 90;
        plot.Axes.SetLimitsY(-0.5, users.Count - 0.5);
        plot.XLabel("distance, 1 − cosine (average linkage)");
        plot.Title("Tree");

        void Stroke(double x0, double y0, double x1, double y1)
        {
            var line = plot.Add.Line(x0, y0, x1, y1);
            line.LineColor = Colors.SteelBlue;
            line.LineWidth = 2;
        }
    }
}
