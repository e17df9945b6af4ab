using SkiaSharp;

namespace Colora.Lab.Tests.Drawings;

/// <summary>A PNG that was read back.</summary>
internal sealed class Pixels : IDisposable
{
    private readonly SKBitmap bitmap;

    public Pixels(string path) => bitmap = SKBitmap.Decode(path);

    public int Width => bitmap.Width;

    public int Height => bitmap.Height;

    /// <summary>Pixels darker than half grey in a part of the picture, given as shares of its width and height.</summary>
    public int Dark(double left, double top, double right, double bottom)
    {
        var dark = 0;
        for (var y = (int)(top * Height); y < (int)(bottom * Height); y++)
        {
            for (var x = (int)(left * Width); x < (int)(right * Width); x++)
            {
                var color = bitmap.GetPixel(x, y);
                if (color.Red + color.Green + color.Blue < 384) dark++;
            }
        }

        return dark;
    }

    public void Dispose() => bitmap.Dispose();
}
