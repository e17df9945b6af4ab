namespace Colora.Runs;

/// <summary>Where the model and the data of a run lie; null for what comes with the program or from a hub.</summary>
/// <param name="Model">The model folder.</param>
/// <param name="Data">The data.</param>
/// <param name="Presets">The presets file that was named.</param>
/// <param name="Joined">The run that newcomers joined.</param>
public sealed record RunPlaces(RunPlace? Model, RunPlace? Data, RunPlace? Presets, RunPlace? Joined)
{
    /// <summary>The places of a config whose paths are full ones.</summary>
    public static RunPlaces Of(string run, RunConfig config) =>
        new(RunPlace.Of(
            run, config.Model), RunPlace.Of(run, config.Data.Path), RunPlace.Of(run, config.Data.Presets),
            RunPlace.Of(run, config.Start.Run));
}
