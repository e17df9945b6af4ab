using Colora.Configuration;
using Colora.Engine;
using Colora.Formats;
using Colora.Model;
using Colora.Tokenization;
using static TorchSharp.torch;

namespace Colora.Generation;

/// <summary>
/// Continuous batching: rows of many users on one frozen base, which join and leave between two tokens. It is
/// synchronous and belongs to one thread (<see cref="Replace"/> may be called by any); <see cref="GenerationEngine"/>
/// is its asynchronous face.
/// </summary>
/// <remarks>
/// Rows share a forward pass where they share adapters: those of one <see cref="TenantAdapters"/> are one pass however
/// many users they have, those of the bare base are another (an arm without a personal factor has no user that changes
/// nothing, and a product with 0 would let one user's NaN into another's row). A row ends on the adapters that it began
/// with, so that after <see cref="Replace"/> there is a pass for each set still in use.
/// </remarks>
internal sealed class BatchedDecoding : IDisposable
{
    private const int PassesBetweenSweeps = 64;

    private readonly CausalLM model;
    private readonly ITokenizer tokenizer;
    private readonly IReadOnlyCollection<int> ends;
    private readonly BatchConfig config;
    private readonly CurrentAdapters adapters;
    private readonly List<BatchRow> waiting = [];
    private readonly List<BatchLane> lanes = [];
    private EngineReport report = new();
    private volatile bool isDisposed;

    /// <summary>A batch without rows.</summary>
    /// <param name="model">The base; stays the caller's.</param>
    /// <param name="tokenizer">Its tokenizer; stays the caller's.</param>
    /// <param name="ends">Tokens that end an answer.</param>
    /// <param name="adapters">The users' adapters, owned from now on; none = the bare base alone.</param>
    /// <param name="config">How much is answered at once; none = the defaults.</param>
    /// <exception cref="InputException">
    /// A number of the config is out of its limits; the adapters stay the caller's.
    /// </exception>
    public BatchedDecoding(
        CausalLM model,
        ITokenizer tokenizer,
        IReadOnlyCollection<int> ends,
        TenantAdapters? adapters = null,
        BatchConfig? config = null)
    {
        this.config = config ?? new BatchConfig();
        SettingLimits.Require(this.config);
        this.model = model;
        this.tokenizer = tokenizer;
        this.ends = ends;
        this.adapters = new CurrentAdapters(adapters);
    }

    /// <summary>What has been done so far; may be read by any thread.</summary>
    public EngineReport Report => Volatile.Read(ref report);

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsIdle => waiting.Count == 0 && lanes.Count == 0;

    /// <summary>Takes a call; its prompt is read by one of the next steps, in the order of the calls.</summary>
    /// <exception cref="InputException">
    /// The prompt is empty, has a token that the model does not know or leaves no position for an answer; a setting is
    /// out of its limits; or the adapters in use have no such user.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The batch is disposed.</exception>
    public BatchRow Add(GenerationCall call)
    {
        var row = Prepare(call);
        Enqueue(row);
        return row;
    }

    /// <summary>
    /// Reads the prompts that are next, which gives their rows the first token, then makes one forward pass for all
    /// rows in flight, which gives each of them another.
    /// </summary>
    /// <returns>For each row that has got text or has ended its piece, in the order of the tokens.</returns>
    public IReadOnlyList<RowPiece> Step() => [.. ReadPrompts(), .. Advance()];

    /// <summary>
    /// Ends rows without another token; their places are free at once. Rows that have left already are passed over.
    /// </summary>
    public void Cancel(params IReadOnlyList<BatchRow> rows)
    {
        if (rows.Count == 0) return;
        Leave([.. rows]);
        Prune();
        Publish(report);
    }

    /// <summary>
    /// Gives new calls other adapters, whole and at once; the old ones are freed when the last row that began with them
    /// has left.
    /// </summary>
    /// <param name="next">The adapters, owned from now on; none = the bare base alone.</param>
    /// <exception cref="ObjectDisposedException">
    /// The batch, or the adapters, are disposed; the adapters stay the caller's.
    /// </exception>
    public void Replace(TenantAdapters? next) => adapters.Replace(next);

    /// <summary>Frees everything; rows that have not ended get no further piece.</summary>
    public void Dispose()
    {
        isDisposed = true;
        Cancel([.. waiting, .. lanes.SelectMany(lane => lane.Rows)]);
        adapters.Dispose();
    }

    /// <summary>
    /// Checks a call and binds it to the adapters in use; may be called by any thread. The row has to be enqueued, or
    /// to leave.
    /// </summary>
    internal BatchRow Prepare(GenerationCall call)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        int[] prompt = [.. call.Prompt];
        RequireReadable(prompt);
        SettingLimits.Require(call.Config);
        string[] stops = [.. call.Config.Stop];
        if (stops.Contains(null)) throw new InputException("stop", "null", "texts");

        var mostTokens = Math.Min(call.Config.MaxNewTokens, model.Blueprint.MaxPositions - prompt.Length);
        var condition = new StopCondition(tokenizer, ends, stops);
        if (call.User is null) return new BatchRow(call, prompt, mostTokens, null, 0, condition);
        var held = adapters.Take()
            ?? throw new InputException(
                "user", $"\"{call.User}\"", "no user: there are no adapters, only the base answers");
        try
        {
            return new BatchRow(call, prompt, mostTokens, held, held.NumberOf(call.User), condition);
        }
        catch
        {
            held.Release();
            throw;
        }
    }

    /// <summary>Lets a prepared row wait for its prompt to be read.</summary>
    internal void Enqueue(BatchRow row)
    {
        waiting.Add(row);
        Publish(report);
    }

    /// <summary>
    /// Reads waiting prompts, as many as may be read between two tokens: one padded pass for the rows of each set of
    /// adapters.
    /// </summary>
    internal List<RowPiece> ReadPrompts()
    {
        var next = NextPrompts();
        waiting.RemoveRange(0, next.Count);
        var pieces = new List<RowPiece>();
        foreach (var group in next.GroupBy(row => row.Adapters)) ReadPrompts(LaneOf(group.Key), [.. group], pieces);
        Prune();
        Publish(report);
        return pieces;
    }

    /// <summary>Makes one forward pass for all rows in flight, or one for each set of adapters in use.</summary>
    internal List<RowPiece> Advance()
    {
        var pieces = new List<RowPiece>();
        foreach (var lane in lanes) Guard([.. lane.Rows], pieces, () => Advance(lane, pieces));
        Prune();
        Publish(report);
        return pieces;
    }

    private void RequireReadable(int[] prompt)
    {
        int positions = model.Blueprint.MaxPositions, vocabulary = model.Blueprint.VocabularySize;
        if (prompt.Length == 0) throw new InputException("prompt", "no token", "at least one token");
        if (prompt.Length >= positions)
        {
            throw new InputException(
                "prompt", $"{prompt.Length} tokens", $"fewer than the model's {positions} positions", "shorten it");
        }

        if (prompt.FirstOrDefault(id => id < 0 || id >= vocabulary, 0) is var unknown and not 0)
            throw new InputException("prompt", $"the token {unknown}", $"tokens from 0 to {vocabulary - 1}");
    }

    private void ReadPrompts(BatchLane lane, IReadOnlyList<BatchRow> newcomers, List<RowPiece> pieces)
    {
        DecodingState? read = null;
        try
        {
            Guard(newcomers, pieces, () =>
            {
                read = lane.Read(newcomers);
                using var logits = read.NextLogits();
                Count(newcomers, isPrompts: true);
                pieces.AddRange(Chosen(logits, newcomers));
            });

            int[] going = [.. Enumerable.Range(0, newcomers.Count).Where(place => !newcomers[place].HasLeft)];
            if (read is null || going.Length == 0) return;

            // A fault while rows join leaves the lane's cache half changed: it ends all of its rows.
            Guard([.. lane.Rows, .. going.Select(place => newcomers[place])], pieces, () =>
            {
                if (going.Length < newcomers.Count) read.KeepRows(going);
                lane.Join(read, [.. going.Select(place => newcomers[place])]);
            });
        }
        finally
        {
            read?.Dispose();
        }
    }

    private void Advance(BatchLane lane, List<RowPiece> pieces)
    {
        using var logits = lane.NextLogits();
        Count(lane.Rows, isPrompts: false);
        pieces.AddRange(Chosen(logits, [.. lane.Rows]));
    }

    /// <summary>The next token of each row; rows that have ended leave.</summary>
    private List<RowPiece> Chosen(Tensor logits, IReadOnlyList<BatchRow> rows)
    {
        List<RowPiece> pieces = [.. TokenChoice.Of(logits, rows).OfType<RowPiece>()];
        report = report with { Tokens = report.Tokens + rows.Count - pieces.Count(piece => piece.Fault is not null) };
        Leave(pieces.Where(piece => piece.IsLast).Select(piece => piece.Row).ToHashSet());
        return pieces;
    }

    /// <summary>Does a piece of work; a fault in it ends the rows that it was done for, and no others.</summary>
    private void Guard(IReadOnlyList<BatchRow> rows, List<RowPiece> pieces, Action work)
    {
        try
        {
            work();
        }
        catch (Exception e)
        {
            HashSet<BatchRow> failed = [.. rows.Where(row => !row.HasLeft)];
            pieces.AddRange(failed.Select(row => new RowPiece(row, null, e)));
            Leave(failed);
        }
    }

    /// <summary>
    /// The waiting rows whose prompts are read next: in order, while there are places and the padded prompts are no
    /// more than may be read; the first always.
    /// </summary>
    private List<BatchRow> NextPrompts()
    {
        var places = config.MaxRows - lanes.Sum(lane => lane.Rows.Count);
        var next = new List<BatchRow>();
        foreach (var row in waiting.Take(places))
        {
            next.Add(row);
            if (next.Count == 1 || PaddedTokens(next) <= config.PrefillTokens) continue;
            next.RemoveAt(next.Count - 1);
            break;
        }

        return next;
    }

    private static long PaddedTokens(IEnumerable<BatchRow> rows) =>
        rows.GroupBy(row => row.Adapters).Sum(group => (long)group.Count() * group.Max(row => row.Prompt.Length));

    private BatchLane LaneOf(TenantAdapters? set)
    {
        if (lanes.Find(lane => ReferenceEquals(lane.Adapters, set)) is { } known) return known;
        var lane = new BatchLane(model, set, config.MaxRows);
        lanes.Add(lane);
        return lane;
    }

    /// <summary>
    /// Takes rows out of wherever they are. Lanes stay, even without rows: one that has just been made waits for its
    /// first.
    /// </summary>
    private void Leave(HashSet<BatchRow> rows)
    {
        if (rows.Count == 0) return;
        waiting.RemoveAll(rows.Contains);
        foreach (var lane in lanes) lane.Remove(rows);
        foreach (var row in rows) row.Leave();
    }

    /// <summary>Frees the lanes without rows.</summary>
    private void Prune()
    {
        foreach (var lane in lanes.Where(lane => lane.Rows.Count == 0)) lane.Dispose();
        lanes.RemoveAll(lane => lane.Rows.Count == 0);
    }

    private void Count(IReadOnlyList<BatchRow> rows, bool isPrompts)
    {
        report = report.After(rows, isPrompts);
        if (report.Passes % PassesBetweenSweeps == 0) NativeMemory.Sweep();
    }

    private void Publish(EngineReport now) => Volatile.Write(ref report, now with
    {
        InFlight = lanes.Sum(lane => lane.Rows.Count),
        Waiting = waiting.Count,
        HeldTokens = lanes.Sum(lane => lane.HeldTokens),
    });
}
