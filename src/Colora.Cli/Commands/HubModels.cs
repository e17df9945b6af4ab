using Colora.Checkpoints;
using Colora.Runs;
using Colora.Runs.Progress;

namespace Colora.Cli.Commands;

/// <summary>Fetches a model of a hub before a command needs it, and pins its commit.</summary>
internal static class HubModels
{
    /// <summary>
    /// The config with the commit that its model was resolved to, so that a change on the hub does not change a run;
    /// unchanged where the model is a folder.
    /// </summary>
    public static RunConfig Fetched(this RunConfig config, CommandContext context) =>
        config with { Revision = Fetch(config.Model, config.Revision, context) };

    /// <summary>Makes sure that a model is there; returns the revision to go on with.</summary>
    public static string? Fetch(string model, string? revision, CommandContext context)
    {
        if (ModelSources.Find(model) is not { } source) return revision;
        var progress = new Progress(context.Listener);
        return source.FetchAsync(model, revision, progress, context.Stop).GetAwaiter().GetResult();
    }

    private sealed class Progress(IRunListener listener) : IFetchListener
    {
        public void Note(string line) => listener.Note(line);

        public void Fetched(string file, long done, long total) =>
            listener.Progress(new StageProgress(file, done, total, "bytes"));
    }
}
