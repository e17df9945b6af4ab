using Colora.Embedded;

namespace Colora.Runs;

/// <summary>Lines that say when the embedded model or data is used, so that nobody takes them for his own.</summary>
public static class EmbeddedChoice
{
    /// <summary>Said where no model was named.</summary>
    public const string Model = "no --model: using the embedded base model";

    /// <summary>What a config leaves to the program.</summary>
    internal static IEnumerable<string> Say(RunConfig config)
    {
        if (config.Model == EmbeddedFiles.Name) yield return Model;
        if (config.Data.Path != EmbeddedFiles.Name) yield break;
        var what = config.Data.Preset ?? (config.Data.Users.Count > 0 ? $"{config.Data.Users.Count} users" : EmbeddedFiles.DefaultPreset);
        yield return $"no --data: using the embedded house-rules benchmark ({what})";
    }
}
