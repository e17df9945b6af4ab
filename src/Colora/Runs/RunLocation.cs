using Colora.Checkpoints;
using Colora.Configuration;
using Colora.Data;
using Colora.Formats;

namespace Colora.Runs;

/// <summary>Finds the model and the data of a run that has been moved, or is called from another folder.</summary>
internal static class RunLocation
{
    /// <summary>The config with paths where things lie now; what options have changed stays as it is.</summary>
    public static RunConfig Of(RunDirectory run, RunConfig config)
    {
        if (!File.Exists(run.Info) || RunJson.Read<RunInfo>(run.Info) is not { Places: { } places } info) return config;
        var located = config with
        {
            Model = Find(
                run, config.Model, places.Model, folder => info.Base is { } known
                    && known.Differences(ModelIdentity.Of(folder)).Count == 0),
            Data = config.Data with
            {
                Presets = config.Data.Presets is { } presets ? Find(run, presets, places.Presets, _ => true) : null
            },
            Start = config.Start.Run is { } joined
                ? config.Start with { Run = Find(run, joined, places.Joined, _ => true) }
                : config.Start,
        };
        return located with
        {
            Data = located.Data with
            {
                Path = Find(
                    run, config.Data.Path, places.Data, path =>
                        RunRows.Read(run.Rows).Hold(DataSource.Read(located.Data with { Path = path })))
            },
        };
    }

    private static string Find(RunDirectory run, string path, RunPlace? place, Func<string, bool> isSame)
    {
        if (place is null || path != place.Absolute) return path;
        var found = place.Now(run.FullPath);
        if (found.Count < 2) return found.Count == 0 ? path : found[0];

        // A copy of the run beside a copy of the data: both places hold something, and the content decides.
        return found.FirstOrDefault(IsSame, found[0]);

        bool IsSame(string candidate)
        {
            try
            {
                return isSame(candidate);
            }
            catch (Exception e) when (e is InputException or ConfigException)
            {
                return false;
            }
        }
    }
}
