using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Colora.Checkpoints;
using Colora.Model;

namespace Colora.Hub;

/// <summary>Models of a hub, by <c>owner/name</c>: fetched into the Hugging Face cache, and found there.</summary>
internal sealed class HubModelSource : IModelSource
{
    public bool Holds(string model) => ModelFolder.IsOfHub(model, out _);

    public string FolderOf(string model, string? revision) => ModelFolder.InCache(model, revision);

    public async Task<string?> FetchAsync(
        string model, string? revision, IFetchListener listener, CancellationToken cancellationToken)
    {
        ModelFolder.IsOfHub(model, out var name);
        var settings = HubSettings.FromEnvironment(Environment.GetEnvironmentVariable);
        var resolver = new ModelResolver(settings, new Progress(listener), folder => ModelConfigReader.Read(folder));
        return (await resolver.Resolve(name!, revision, cancellationToken).ConfigureAwait(false)).Commit;
    }

    [ModuleInitializer]
    [SuppressMessage(
        "Usage", "CA2255",
        Justification = "an application that references the package has to do nothing else for names of a hub "
            + "to be found")]
    internal static void Register() => ModelSources.Register(new HubModelSource());

    private sealed class Progress(IFetchListener listener) : IHubProgress
    {
        public void Note(string line) => listener.Note(line);

        void IHubProgress.Progress(string file, long done, long total) => listener.Fetched(file, done, total);
    }
}
