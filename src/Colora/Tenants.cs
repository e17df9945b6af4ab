using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Colora.Engine;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Generation;
using Colora.Runs;
using Colora.Runs.Onboard;
using Colora.Runs.Progress;
using Colora.Runs.Tenancy;

namespace Colora;

/// <summary>
/// Tenants who have been trained together, and newcomers who have joined them. One base in memory answers for all; calls of different tenants share forward passes.
/// Any number of threads may use them at once.
/// </summary>
public sealed class Tenants : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim changes = new(1, 1);
    private readonly ModelSession session;
    private readonly GenerationEngine engine;
    private TenantRun now;
    private bool isDisposed;

    private Tenants(ColoraModel model, TenantRun first)
    {
        Model = model;
        now = first;
        session = model.Session.Share();
        var own = session.Model;
        try
        {
            engine = new GenerationEngine(own.Network, own.Tokenizer, [.. own.Ends, first.Prompt.EndId], first.ReadAdapters(own.Network));
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The base.</summary>
    public ColoraModel Model { get; }

    /// <summary>Names of all tenants: of the run in its order, then of newcomers.</summary>
    public IReadOnlyList<string> Names => now.Names;

    /// <summary>What the engine that answers has done so far: passes, tokens, tenants in one pass.</summary>
    public EngineReport Engine => engine.Report;

    /// <summary>A tenant.</summary>
    /// <exception cref="InputException">There is none of that name.</exception>
    public Tenant this[string name] => TryGet(name, out var tenant) ? tenant : throw new InputException("tenant", $"\"{name}\"", $"one of the {Names.Count} tenants");

    /// <summary>A tenant, where there is one.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out Tenant? tenant)
    {
        tenant = now.Find(name) is null ? null : new Tenant(this, name);
        return tenant is not null;
    }

    /// <summary>
    /// Takes a newcomer in: its core alone is trained, r² numbers a module, on the factors that all share. The others answer as before, meanwhile and afterwards.
    /// </summary>
    /// <param name="name">The newcomer's name.</param>
    /// <param name="examples">Its rows; whose they say they are is not looked at.</param>
    /// <param name="options">Steps and seed; what else there is, is the run's.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="cancellationToken">Ends it; nothing has changed then.</param>
    /// <returns>How well the newcomer's task lies in what the others share.</returns>
    /// <exception cref="InputException">The name is taken or refused, or the tenants do not differ by cores alone.</exception>
    public Task<OnboardUser> OnboardAsync(
        string name, IEnumerable<TenantExample> examples, TrainingOptions? options = null, IProgress<StageProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(examples);
        UserName.Check(name, "tenant");
        return Change(() =>
        {
            if (Names.Any(known => UserName.KeyOf(known) == UserName.KeyOf(name))) throw new InputException("tenant", $"\"{name}\"", "a name that no tenant has");
            using var watched = Interruption.Watch(cancellationToken);
            var (next, report) = now.Onboard(name, examples, options ?? new TrainingOptions(), Model.Config, session, NewListener(progress, cancellationToken), cancellationToken);
            Swap(next);
            return report;
        }, cancellationToken);
    }

    /// <summary>
    /// Puts another run of the same base in the place of this one, at once and whole: calls that begin from now on are answered by it, calls in flight end on the
    /// adapters that they began with. Newcomers who are not saved are gone.
    /// </summary>
    /// <param name="run">The finished run's folder.</param>
    /// <param name="cancellationToken">Ends it before anything has changed.</param>
    /// <exception cref="InputException">There is no finished run, it was trained on another base, or its answers end with another token.</exception>
    public Task ReplaceAsync(string run, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(run);
        return Change(() =>
        {
            var old = now;
            var next = TenantRun.Open(session, new RunDirectory(run), NewListener(null, cancellationToken));
            if (next.Prompt.EndId != old.Prompt.EndId)
                throw new InputException(run, $"a run whose answers end with token {next.Prompt.EndId}", $"one whose answers end with {old.Prompt.EndId}, as those of these tenants do", "open it as tenants of their own");
            Swap(next);
            old.Dispose();
            return true;
        }, cancellationToken);
    }

    /// <summary>
    /// A tenant's answer to a conversation, piece by piece. Where the base has a chat template the conversation goes through it; else the last message is the input of
    /// the prompt template that the tenants were trained with, a system message its instruction, and earlier turns are refused.
    /// </summary>
    /// <param name="tenant">The tenant's name.</param>
    /// <param name="messages">The conversation; the last message is the user's.</param>
    /// <param name="settings">Makes the settings of the answer of the most tokens that judging allows; none = greedy, that many.</param>
    /// <param name="cancellationToken">Ends the answer by the next token.</param>
    /// <exception cref="InputException">There is no such tenant, or the conversation has a form that the base cannot read.</exception>
    public IAsyncEnumerable<GeneratedPiece> ChatAsync(
        string tenant, IReadOnlyList<Templates.ChatMessage> messages, Func<int, GenerationConfig>? settings = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return Stream(tenant, run =>
        {
            var most = run.Config.Evaluation.MaxNewTokens;
            var config = settings?.Invoke(most) ?? new GenerationConfig { MaxNewTokens = most };
            return new GenerationCall(run.Prompt.OfChat(messages, run.Find(tenant)?.Instruction, config.MaxNewTokens), tenant, config);
        }, cancellationToken);
    }

    /// <summary>Judges answers to test rows.</summary>
    /// <param name="testRows">Rows of any of the tenants, none of which was trained on (where one was, the report says so).</param>
    /// <param name="options">What is measured; none = likelihood and greedy answers.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InputException">There are none, or a row's tenant is not one of these.</exception>
    public Task<TenantReport> EvaluateAsync(
        IEnumerable<TenantExample> testRows, EvaluationConfig? options = null, IProgress<StageProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(testRows);
        return Task.Run(() =>
        {
            using var watched = Interruption.Watch(cancellationToken);
            return now.Evaluate([.. testRows], options, session, NewListener(progress, cancellationToken));
        }, cancellationToken);
    }

    /// <summary>Writes the run of these tenants, newcomers included, to a folder, from which <see cref="ColoraModel.OpenAsync"/> and the command line read it.</summary>
    /// <param name="folder">A new folder, or an empty one.</param>
    /// <param name="cancellationToken">Ends it before it has begun.</param>
    /// <exception cref="InputException">The folder holds something, or cannot be written.</exception>
    public Task SaveAsync(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return Change(() =>
        {
            now.Save(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
            return true;
        }, cancellationToken);
    }

    /// <summary>Ends all calls, and frees adapters and, where nobody else uses it, the base.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            if (isDisposed) return;
            isDisposed = true;
        }

        await engine.DisposeAsync().ConfigureAwait(false);
        session.Dispose();
        now.Dispose();
        changes.Dispose();
    }

    /// <inheritdoc />
    public override string ToString() => $"{Names.Count} tenants by {now.Config.Adapter.MethodName}, rank {now.Config.Adapter.Rank}, on {Model}";

    internal static Tenants Open(ColoraModel model, TenantRun run)
    {
        try
        {
            return new Tenants(model, run);
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    internal TenantRun Now => now;

    internal ModelSession Session => session;

    internal CallListener NewListener(IProgress<StageProgress>? progress, CancellationToken stop) => new(Model.Logger, progress, stop);

    /// <summary>An answer by the run's prompt template.</summary>
    internal IAsyncEnumerable<GeneratedPiece> Stream(string tenant, string input, string? instruction, GenerationConfig? options, CancellationToken stop) => Stream(tenant, run =>
    {
        options ??= new GenerationConfig { MaxNewTokens = run.Config.Evaluation.MaxNewTokens };
        var (ids, cut, longest) = run.Prompt.Encode(input, instruction ?? run.Find(tenant)?.Instruction, options.MaxNewTokens);
        if (cut > 0) NewListener(null, stop).Note($"the prompt of {tenant} lost its first {cut} tokens: {longest} are read beside {options.MaxNewTokens} to write");
        return new GenerationCall(ids, tenant, options);
    }, stop);

    /// <summary>An answer to a prompt that is made for the run that answers it: the two are bound together, whatever takes the run's place meanwhile.</summary>
    internal async IAsyncEnumerable<GeneratedPiece> Stream(string tenant, Func<TenantRun, GenerationCall> prompt, [EnumeratorCancellation] CancellationToken stop)
    {
        IAsyncEnumerator<GeneratedPiece> pieces;
        ValueTask<bool> next;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            if (now.Find(tenant) is null) throw new InputException("tenant", $"\"{tenant}\"", $"one of the {Names.Count} tenants");
            pieces = engine.GenerateAsync(prompt(now), stop).GetAsyncEnumerator(stop);

            // The call binds to the adapters when its first piece is asked for.
            next = pieces.MoveNextAsync();
        }

        await using (pieces.ConfigureAwait(false))
        {
            while (await next.ConfigureAwait(false))
            {
                yield return pieces.Current;
                next = pieces.MoveNextAsync();
            }
        }
    }

    private void Swap(TenantRun next)
    {
        var adapters = next.ReadAdapters(session.Model.Network);
        try
        {
            lock (gate)
            {
                engine.Replace(adapters);
                now = next;
            }
        }
        catch
        {
            adapters.Dispose();
            throw;
        }
    }

    /// <summary>One change at a time.</summary>
    private async Task<T> Change<T>(Func<T> work, CancellationToken stop)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        await changes.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            return await Task.Run(work, stop).ConfigureAwait(false);
        }
        finally
        {
            changes.Release();
        }
    }
}
