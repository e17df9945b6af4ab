using Colora.Checkpoints;
using Colora.Hub;
using Colora.Model;
using Colora.Runs;

namespace Colora.Cli.Commands;

/// <summary>Fetches a model of a hub before a command needs it, and pins its commit.</summary>
internal static class HubModels
{
    /// <summary>The config with the commit that its model was resolved to, so that a change on the hub does not change a run; unchanged where the model is a folder.</summary>
    public static RunConfig Fetched(this RunConfig config, CommandContext context) =>
        Fetch(config.Model, config.Revision, context) is { } commit ? config with { Revision = commit } : config;

    /// <summary>Makes sure that a model is there; returns the commit of one of a hub.</summary>
    public static string? Fetch(string model, string? revision, CommandContext context)
    {
        if (!ModelFolder.IsOfHub(model, out var name)) return null;
        var resolver = new ModelResolver(HubSettings.FromEnvironment(Environment.GetEnvironmentVariable), new ListenerProgress(context.Listener), folder => ModelConfigReader.Read(folder));
        return resolver.Resolve(name, revision, context.Stop).GetAwaiter().GetResult().Commit;
    }

    private sealed class ListenerProgress(IRunListener listener) : IHubProgress
    {
        public void Note(string line) => listener.Note(line);

        public void Progress(string file, long done, long total) => listener.Progress(new StageProgress(file, done, total, "bytes"));
    }
}
