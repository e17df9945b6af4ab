using Colora.Documents;
using Colora.Formats;
using SkiaSharp;
using SkiaSharp.HarfBuzz;

namespace Colora.Lab.Drawings;

/// <summary>Drawings beside or below each other as a PNG on white, each under its title.</summary>
public static class PngFile
{
    private const double Margin = 20, TitleSize = 16, TitleLine = 21;
    private const double WidestRow = 1700, LargestSide = 16000;
    private const double Scale = 1.5;

    /// <summary>Writes the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="drawings">One or more; they stand beside each other while they fit.</param>
    public static void Save(string path, params IReadOnlyList<Drawing> drawings)
    {
        var rows = Rows(drawings);
        var heads = rows.Select(row => row.Max(drawing => TitleLines(drawing).Count) * TitleLine).ToList();
        var width = rows.Max(row => row.Sum(drawing => drawing.Width + Margin) + Margin);
        var height = rows.Zip(heads).Sum(row => RowHeight(row.First, row.Second));
        var scale = Math.Min(Scale, LargestSide / Math.Max(width, height));
        var (pixelsAcross, pixelsDown) = ((int)Math.Ceiling(width * scale), (int)Math.Ceiling(height * scale));
        var format = new SKImageInfo(pixelsAcross, pixelsDown, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var bitmap = new SKBitmap(format);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(Color(Palette.Paper));
            canvas.Scale((float)scale);
            var top = Margin;
            foreach (var (row, head) in rows.Zip(heads))
            {
                DrawRow(canvas, row, head, top);
                top += RowHeight(row, head);
            }
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        AtomicFile.Write(path, data.SaveTo);
    }

    private static IReadOnlyList<string> TitleLines(Drawing drawing) =>
        Letters.Wrap(VisibleText.Of(drawing.Title), drawing.Width, TitleSize, true);

    private static double RowHeight(List<Drawing> row, double head) =>
        head + row.Max(drawing => drawing.Height) + 2 * Margin;

    private static void DrawRow(SKCanvas canvas, List<Drawing> row, double head, double top)
    {
        var left = Margin;
        foreach (var drawing in row)
        {
            DrawTitle(canvas, drawing, left, top);
            canvas.Save();
            canvas.Translate((float)left, (float)(top + head));
            foreach (var mark in drawing.Marks) Draw(canvas, mark);
            canvas.Restore();
            left += drawing.Width + Margin;
        }
    }

    private static void DrawTitle(SKCanvas canvas, Drawing drawing, double left, double top)
    {
        var y = top + TitleSize - 2;
        foreach (var line in TitleLines(drawing))
        {
            Draw(canvas, new TextMark(left, y, line, TitleSize, Anchor.Start, Palette.Text, true, 0, null));
            y += TitleLine;
        }
    }

    private static List<List<Drawing>> Rows(IReadOnlyList<Drawing> drawings)
    {
        var rows = new List<List<Drawing>>();
        foreach (var drawing in drawings)
        {
            var taken = rows.Count > 0 ? rows[^1].Sum(other => other.Width + Margin) : double.PositiveInfinity;
            if (taken + drawing.Width <= WidestRow) rows[^1].Add(drawing);
            else rows.Add([drawing]);
        }

        return rows;
    }

    private static void Draw(SKCanvas canvas, Mark mark)
    {
        using var paint = new SKPaint { IsAntialias = true };
        switch (mark)
        {
            case LineMark line:
                (paint.Color, paint.StrokeWidth, paint.IsStroke) = (Color(line.Ink), (float)line.Width, true);
                if (line.IsDashed) paint.PathEffect = SKPathEffect.CreateDash([4, 4], 0);
                using (var path = Path(line.Points, isClosed: false)) canvas.DrawPath(path, paint);
                break;
            case BoxMark box:
                // Neighbouring cells would show seams where their edges are smoothed.
                (paint.Color, paint.IsAntialias) = (Color(box.Ink), false);
                canvas.DrawRect((float)box.X, (float)box.Y, (float)box.Width, (float)box.Height, paint);
                break;
            case DotMark { Shape: DotShape.Circle } dot:
                paint.Color = Color(dot.Ink);
                canvas.DrawCircle((float)dot.X, (float)dot.Y, (float)dot.Radius, paint);
                break;
            case DotMark dot:
                paint.Color = Color(dot.Ink);
                using (var path = Path(SvgText.Corners(dot), isClosed: true)) canvas.DrawPath(path, paint);
                break;
            case TextMark words:
                paint.Color = Color(words.Ink);
                DrawText(canvas, words, paint);
                break;
        }
    }

    private static void DrawText(SKCanvas canvas, TextMark words, SKPaint paint)
    {
        canvas.Save();
        canvas.RotateDegrees((float)words.Turn, (float)words.X, (float)words.Y);
        var width = Letters.Width(words.Text, words.Size, words.IsBold);
        var x = words.X - (words.Anchor switch { Anchor.Start => 0, Anchor.Middle => width / 2, _ => width });
        foreach (var (run, typeface) in Letters.Runs(words.Text, words.IsBold))
        {
            using var font = new SKFont(typeface, (float)words.Size) { Subpixel = true };
            if (EmbeddedFont.Is(typeface)) canvas.DrawText(run, (float)x, (float)words.Y, font, paint);
            else canvas.DrawShapedText(run, (float)x, (float)words.Y, font, paint);
            x += Letters.Advance(run, typeface, font);
        }

        canvas.Restore();
    }

    private static SKPath Path(IReadOnlyList<(double X, double Y)> points, bool isClosed)
    {
        var path = new SKPath();
        path.AddPoly([.. points.Select(point => new SKPoint((float)point.X, (float)point.Y))], isClosed);
        return path;
    }

    private static SKColor Color(Ink ink) => new(ink.Light | 0xff000000);
}
