using System.Globalization;
using Colora.Formats;
using Colora.Formats.HuggingFace;

namespace Colora.Model;

/// <summary>
/// Rotary positions in config.json, in both forms: <c>rope_theta</c> with <c>rope_scaling</c> (transformers 4) and
/// <c>rope_parameters</c> (transformers 5).
/// </summary>
internal static class RopeReader
{
    private const double LargestTheta = 1e12, LargestFactor = 1e6;

    /// <summary>Reads them; theta is 10000 where the file names none.</summary>
    /// <param name="file">The file.</param>
    /// <param name="headDim">Features of a head; all of them turn.</param>
    /// <exception cref="InputException">Both forms at once, numbers out of range, or a kind of scaling that is not
    /// supported.</exception>
    public static RopeConfig Read(ModelConfigFile file, int headDim)
    {
        var parameters = file.OptionalSection("rope_parameters");
        var scaling = file.OptionalSection("rope_scaling");
        if (parameters is not null && scaling is not null)
            throw file.Unexpected("rope_scaling", "only one of rope_scaling and rope_parameters", "remove one of them");
        double? outer = file.OptionalDouble("rope_theta"), inner = parameters?.OptionalDouble("rope_theta");
        if (outer is not null && inner is not null && outer != inner)
        {
            throw file.Unexpected(
                "rope_theta",
                string.Create(CultureInfo.InvariantCulture, $"the same as rope_parameters.rope_theta = {inner}"),
                "remove one of them");
        }

        var theta = inner ?? outer ?? 10000;
        if (theta is not (>= 1 and <= LargestTheta))
            throw (inner is null ? file : parameters!).Unexpected("rope_theta", string.Create(CultureInfo.InvariantCulture, $"a number, 1 … {LargestTheta:R}"));
        return new RopeConfig(headDim, theta, ReadScaling(file, parameters ?? scaling));
    }

    private static RopeScaling ReadScaling(ModelConfigFile file, JsonSection? section)
    {
        if (section is null) return RopeScaling.None;
        if (section.Has("partial_rotary_factor") && section.GetDouble("partial_rotary_factor") != 1)
            throw section.Unexpected("partial_rotary_factor", "1 (anything else is not supported)");
        return (section.OptionalString("rope_type") ?? section.OptionalString("type") ?? "default") switch
        {
            "default" => RopeScaling.None,
            "linear" => new LinearRopeScaling(Factor(section)),
            "llama3" => ReadLlama3(file, section),
            _ => throw section.Unexpected(
                section.Has("rope_type") ? "rope_type" : "type",
                "default, linear or llama3 (others are not supported)"),
        };
    }

    private static Llama3RopeScaling ReadLlama3(ModelConfigFile file, JsonSection section)
    {
        var scaling = new Llama3RopeScaling(
            Factor(section),
            section.GetDouble("low_freq_factor"),
            section.GetDouble("high_freq_factor"),
            section.OptionalDouble("original_max_position_embeddings") ?? file.GetInt("max_position_embeddings"));
        if (scaling.OriginalLength is not (>= 1 and <= int.MaxValue))
            throw section.Unexpected("original_max_position_embeddings", $"a number, 1 … {int.MaxValue}");
        if (scaling.LowFrequencyFactor <= 0 || scaling.HighFrequencyFactor <= scaling.LowFrequencyFactor)
        {
            throw section.Unexpected(
                "high_freq_factor",
                string.Create(CultureInfo.InvariantCulture, $"more than low_freq_factor = {scaling.LowFrequencyFactor} > 0"));
        }

        return scaling;
    }

    private static double Factor(JsonSection section)
    {
        var factor = section.GetDouble("factor");
        return factor is >= 1 and <= LargestFactor
            ? factor
            : throw section.Unexpected("factor", string.Create(CultureInfo.InvariantCulture, $"a number, 1 … {LargestFactor:R}"));
    }
}
