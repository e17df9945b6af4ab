using Colora.Checkpoints;
using Colora.Configuration;
using Colora.Data;
using Colora.Formats;
using Colora.Runs;
using Colora.Runs.Progress;
using Colora.Runs.Tenancy;
using Colora.Runs.Train;
using Microsoft.Extensions.Logging;

namespace Colora;

/// <summary>
/// A base that is loaded once and used by everything that is done with it: training, judging, answering. All long work is done beside the caller's thread,
/// reports its progress and can be cancelled. Disposing frees the weights when the last <see cref="Tenants"/> of the model are disposed of too.
/// </summary>
public sealed class ColoraModel : IDisposable
{
    private ColoraModel(RunConfig config, ModelSession session, ILogger? logger) => (Config, Session, Logger) = (config, session, logger);

    /// <summary>The base as configs name it, without rows.</summary>
    internal RunConfig Config { get; }

    internal ModelSession Session { get; }

    internal ILogger? Logger { get; }

    /// <summary>Its name, as it was loaded by.</summary>
    public string Name => Config.Model;

    /// <summary>Folder of the base.</summary>
    public string Folder => Session.Model.Folder;

    /// <summary>Loads a base.</summary>
    /// <param name="model">A folder as Hugging Face lays one out, <c>owner/name</c> of a hub (with the package Colora.Hub; in the cache already without it), or <c>embedded</c> (with the package Colora.Synthetic).</param>
    /// <param name="options">Revision, engine, logger.</param>
    /// <param name="progress">Hears how far a download is.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    /// <exception cref="InputException">There is no such model, or it is broken or not supported.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<ColoraModel> LoadAsync(string model, ModelOptions? options = null, IProgress<StageProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        options ??= new ModelOptions();
        var listener = new CallListener(options.Logger, progress, cancellationToken);
        var revision = ModelSources.Find(model) is { } source ? await source.FetchAsync(model, options.Revision, listener, cancellationToken).ConfigureAwait(false) : options.Revision;
        return await Task.Run(() => Open(model, revision, options), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Trains tenants together.</summary>
    /// <param name="rows">All their rows, in any order; every tenant has at least one.</param>
    /// <param name="options">Method, rank, length, seed.</param>
    /// <param name="progress">Hears stage, steps, loss, rate and time left.</param>
    /// <param name="cancellationToken">Ends the training: at once, or with a folder after the step in hand, whose checkpoint the same call goes on from.</param>
    /// <exception cref="ConfigException">Options are out of range; all that is wrong is told.</exception>
    /// <exception cref="InputException">A tenant's name is refused, a row cannot be trained on, or the folder holds something else.</exception>
    /// <exception cref="Training.DivergenceException">The training diverged.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<Tenants> TrainAsync(IEnumerable<TenantExample> rows, TrainingOptions? options = null, IProgress<StageProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Task.Run(() =>
        {
            var held = MemoryRows.Hold(rows.Select((row, i) => row.ToRecord(i + 1)));
            return Train(held.Path, held, options ?? new TrainingOptions(), progress, cancellationToken);
        }, cancellationToken);
    }

    /// <inheritdoc cref="TrainAsync(IEnumerable{TenantExample}, TrainingOptions?, IProgress{StageProgress}?, CancellationToken)"/>
    public async Task<Tenants> TrainAsync(IAsyncEnumerable<TenantExample> rows, TrainingOptions? options = null, IProgress<StageProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var read = new List<TenantExample>();
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false)) read.Add(row);
        return await TrainAsync(read, options, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Trains tenants together on rows of a folder, a file or a source (<see cref="RowSources"/>); test rows that are there are left for judging.</summary>
    /// <param name="path">As <c>data.path</c> of a config.</param>
    /// <param name="options">Method, rank, length, seed.</param>
    /// <param name="progress">Hears stage, steps, loss, rate and time left.</param>
    /// <param name="cancellationToken">Ends the training, as with rows in memory.</param>
    /// <exception cref="ConfigException">Options are out of range; all that is wrong is told.</exception>
    /// <exception cref="InputException">There are no such rows, a row cannot be trained on, or the folder holds something else.</exception>
    public Task<Tenants> TrainAsync(string path, TrainingOptions? options = null, IProgress<StageProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Task.Run(() => Train(path, null, options ?? new TrainingOptions(), progress, cancellationToken), cancellationToken);
    }

    /// <summary>Opens the tenants of a finished run, of this base.</summary>
    /// <param name="run">The run's folder: saved by <see cref="Tenants.SaveAsync"/>, or trained by the command line.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="InputException">There is no finished run, or it was trained on another base.</exception>
    public Task<Tenants> OpenAsync(string run, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(run);
        return Task.Run(() => Tenants.Open(this, TenantRun.Open(Session, new RunDirectory(run), new CallListener(Logger, null, cancellationToken))), cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => Session.Dispose();

    /// <inheritdoc />
    public override string ToString() => $"{Config.Model} ({Session.Model.Network.Blueprint.ModelType}, {Session.Model.Network.Type})";

    private static ColoraModel Open(string model, string? revision, ModelOptions options)
    {
        var config = new RunConfig { Model = model, Revision = revision, Engine = options.Engine };
        return new ColoraModel(config, ModelSession.Open(model, revision, options.Engine), options.Logger);
    }

    private Tenants Train(string path, MemoryRows? rows, TrainingOptions options, IProgress<StageProgress>? progress, CancellationToken stop)
    {
        TemporaryRun? temporary = null;
        try
        {
            var config = options.ToConfig(Config, path);
            var folder = options.Folder ?? (temporary = new TemporaryRun()).FullPath;

            // A run that is kept finishes its step and leaves a checkpoint; one that is not may be left anywhere.
            using var watched = temporary is null ? null : Engine.Interruption.Watch(stop);
            var listener = new CallListener(Logger, progress, temporary is null ? default : stop);
            TrainRun.Execute(config, folder, ResumeMode.Resume, listener, Session, stop);
            var held = new IDisposable?[] { rows, temporary }.OfType<IDisposable>();
            return Tenants.Open(this, TenantRun.Open(Session, new RunDirectory(folder), listener, held));
        }
        catch
        {
            rows?.Dispose();
            temporary?.Dispose();
            throw;
        }
    }
}
