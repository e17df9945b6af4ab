using Colora.Checkpoints;
using Colora.Engine;
using Colora.Formats;

namespace Colora.Runs;

/// <summary>
/// A base that has been loaded once and is passed to every verb of a command, or held by a program for as long as it
/// serves. What a config asks for beside it (another model, another element type) is loaded apart. The weights are
/// freed when the session and all that borrow from it are disposed of.
/// </summary>
public sealed class ModelSession : IDisposable
{
    private readonly ComputeEngine engine;

    private ModelSession(LoadedModel model, ModelIdentity identity, ComputeEngine engine)
    {
        Model = model;
        Identity = identity;
        this.engine = engine;
    }

    /// <summary>Model, tokenizer, ends.</summary>
    public LoadedModel Model { get; }

    /// <summary>What the base was when it was loaded.</summary>
    public ModelIdentity Identity { get; }

    /// <summary>Loads a base.</summary>
    /// <param name="model">A name of a source, a folder, or <c>owner/name</c> of a hub that has been fetched.</param>
    /// <param name="revision">Revision of a model of a hub.</param>
    /// <param name="config">Device, element type, threads.</param>
    /// <exception cref="InputException">A file is missing or broken, or tokenizer and model do not belong
    /// together.</exception>
    public static ModelSession Open(string model, string? revision, EngineConfig config)
    {
        var engine = ModelFolder.Start(config, model, revision);
        var (loaded, identity) = LoadedModel.LoadHashed(ModelFolder.Of(model, revision), engine);
        return new ModelSession(loaded, identity, engine);
    }

    /// <summary>Another holder of the same base.</summary>
    internal ModelSession Share() => new(Model.Share(), Identity, engine);

    /// <summary>
    /// The base that a verb is to use, to be disposed of by it: a share of the session's where that is what is asked
    /// for, else one loaded for it.
    /// </summary>
    /// <param name="session">The command's, or none.</param>
    /// <param name="model">As <see cref="Open"/>.</param>
    /// <param name="revision">As <see cref="Open"/>.</param>
    /// <param name="config">As <see cref="Open"/>.</param>
    internal static (LoadedModel Model, ModelIdentity Identity, ComputeEngine Engine) Borrow(
        ModelSession? session, string model, string? revision, EngineConfig config)
    {
        var (folder, engine) = (ModelFolder.Of(model, revision), ModelFolder.Start(config, model, revision));
        if (session is not null && session.Holds(folder, engine))
            return (session.Model.Share(), session.Identity, engine);
        var (loaded, identity) = LoadedModel.LoadHashed(folder, engine);
        return (loaded, identity, engine);
    }

    /// <inheritdoc />
    public void Dispose() => Model.Dispose();

    private bool Holds(string folder, ComputeEngine wanted) =>
        RealPath.Of(folder) == RealPath.Of(Model.Folder)
            && engine.Type == wanted.Type
            && engine.Device.ToString() == wanted.Device.ToString();
}
