using Colora.Formats;
using ScottPlot;

namespace Colora.Lab.Figures;

/// <summary>A plot as a file.</summary>
internal static class PlotFile
{
    /// <summary>Writes it as a PNG through a temporary name.</summary>
    public static void Save(string path, Image image)
    {
        using (image) AtomicFile.Write(path, stream => stream.Write(image.GetImageBytes(ImageFormat.Png)));
    }
}
