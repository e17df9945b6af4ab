using Colora.Formats;
using Colora.Formats.HuggingFace;

namespace Colora.Model;

/// <summary>Sliding windows in config.json.</summary>
internal static class WindowReader
{
    private const string Full = "full_attention", Sliding = "sliding_attention";

    /// <summary><c>sliding_window</c>: how many tokens a query sees, itself included; null = all.</summary>
    /// <param name="file">The file.</param>
    /// <param name="absent">Where the key is not there at all; null in the file means none.</param>
    /// <exception cref="InputException">No integer from 1 on.</exception>
    public static int? Read(ModelConfigFile file, int? absent)
    {
        if (file.IsAbsent("sliding_window")) return absent;
        return file.Has("sliding_window") ? file.GetSize("sliding_window") : null;
    }

    /// <summary>
    /// <c>layer_types</c>: for each layer whether it has the window; null where the file does not say.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="layers">Number of layers.</param>
    /// <exception cref="InputException">Not one type for each layer, or a type that is not computed.</exception>
    public static IReadOnlyList<bool>? Layers(ModelConfigFile file, int layers)
    {
        if (file.OptionalStrings("layer_types") is not { } types) return null;
        var expected = $"{Full} or {Sliding} for each of {layers} layers (others are not supported)";
        return types.Count == layers && types.All(type => type is Full or Sliding)
            ? [.. types.Select(type => type == Sliding)]
            : throw file.Unexpected("layer_types", expected);
    }
}
