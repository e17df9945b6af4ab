using System.Runtime.CompilerServices;
using Colora.Engine;
using Colora.Formats;
using Colora.Model;
using Colora.Tokenization;
using static TorchSharp.torch;

namespace Colora.Generation;

/// <summary>
/// Answers many calls of many users at once, from any number of threads: one loop, on a thread of its own, makes all
/// forward passes (<c>BatchedDecoding</c>), and a call joins the others before the next token, whenever it
/// comes.
/// </summary>
public sealed class GenerationEngine : IAsyncDisposable
{
    private readonly BatchedDecoding decoding;
    private readonly int mostWaiting;
    private readonly int threads = get_num_threads();
    private readonly Lock gate = new();
    private readonly List<AnswerInProgress> arrivals = [];
    private readonly List<AnswerInProgress> departures = [];
    private readonly Dictionary<BatchRow, AnswerInProgress> answers = [];
    private readonly AutoResetEvent news = new(false);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int waiting;
    private bool isClosing;

    /// <summary>An engine that waits for calls.</summary>
    /// <param name="model">The base; stays the caller's and must outlive the engine.</param>
    /// <param name="tokenizer">Its tokenizer; stays the caller's and must outlive the engine.</param>
    /// <param name="ends">Tokens that end an answer.</param>
    /// <param name="adapters">The users' adapters, owned from now on; none = the bare base alone.</param>
    /// <param name="config">How much is answered at once; none = the defaults.</param>
    /// <exception cref="InputException">
    /// A number of the config is out of its limits; the adapters stay the caller's.
    /// </exception>
    internal GenerationEngine(
        CausalLM model,
        ITokenizer tokenizer,
        IReadOnlyCollection<int> ends,
        TenantAdapters? adapters = null,
        BatchConfig? config = null)
    {
        decoding = new BatchedDecoding(model, tokenizer, ends, adapters, config);
        mostWaiting = (config ?? new BatchConfig()).MaxWaiting;
        new Thread(Run) { IsBackground = true, Name = "generation" }.Start();
    }

    /// <summary>What has been done so far.</summary>
    public EngineReport Report
    {
        get
        {
            lock (gate) return decoding.Report with { Waiting = waiting + arrivals.Count };
        }
    }

    /// <summary>
    /// Gives new calls other adapters, whole and at once; calls in flight end on those that they began with, which are
    /// freed with the last of them.
    /// </summary>
    /// <param name="adapters">The adapters, owned from now on; none = the bare base alone.</param>
    /// <exception cref="ObjectDisposedException">
    /// The engine is closed, or the adapters are disposed; the adapters stay the caller's.
    /// </exception>
    internal void Replace(TenantAdapters? adapters)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isClosing, this);
            decoding.Replace(adapters);
        }
    }

    /// <summary>
    /// Answers a call, piece by piece as text becomes certain; the last piece has the <see cref="GeneratedPiece.End"/>.
    /// The call is made when its first piece is asked for, and binds to the adapters that are in use then. Whoever
    /// cancels it, or stops reading, frees its row before the next token.
    /// </summary>
    /// <param name="call">What to continue, whose adapter answers, and how.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="InputException">The call is bad: see <c>BatchedDecoding.Add</c>.</exception>
    /// <exception cref="EngineBusyException">Too many calls wait already.</exception>
    /// <exception cref="Training.DivergenceException">The scores of the next token are not finite.</exception>
    /// <exception cref="OperationCanceledException">
    /// The call was cancelled, or the engine closed before the answer had ended.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The engine was closed before the call.</exception>
    public async IAsyncEnumerable<GeneratedPiece> GenerateAsync(
        GenerationCall call, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var answer = Submit(call);
        try
        {
            // A reader that is busy elsewhere does not notice; its row is freed all the same.
            using var cancelled = cancellationToken.UnsafeRegister(_ => Leave(answer), null);
            await foreach (var piece in answer.Pieces.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return piece;
            }
        }
        finally
        {
            Leave(answer);
        }
    }

    /// <summary>
    /// Closes the engine: the token being made is the last, all calls end with an
    /// <see cref="OperationCanceledException"/>, and all tensors are freed.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            if (!isClosing) news.Set();
            isClosing = true;
        }

        await ended.Task.ConfigureAwait(false);
    }

    private AnswerInProgress Submit(GenerationCall call)
    {
        var answer = new AnswerInProgress(decoding.Prepare(call));
        lock (gate)
        {
            if (!isClosing && waiting + arrivals.Count < mostWaiting)
            {
                arrivals.Add(answer);
                news.Set();
                return answer;
            }
        }

        answer.Row.Leave();
        ObjectDisposedException.ThrowIf(isClosing, this);
        throw new EngineBusyException(mostWaiting);
    }

    private void Leave(AnswerInProgress answer)
    {
        lock (gate)
        {
            if (answer.IsLeft) return;
            answer.IsLeft = true;
            if (isClosing) return;
            if (arrivals.Remove(answer))
            {
                answer.Row.Leave();
                return;
            }

            departures.Add(answer);
            news.Set();
        }
    }

    /// <summary>
    /// The loop. What a step does wrong ends its rows; a fault of the loop itself ends the engine, so that no call
    /// waits for ever.
    /// </summary>
    private void Run()
    {
        Exception why = new OperationCanceledException("the engine was closed before the answer had ended");
        try
        {
            ComputeEngine.UseThreads(threads);
            while (TakeNews())
            {
                if (decoding.IsIdle)
                {
                    news.WaitOne();
                    continue;
                }

                Hand(decoding.ReadPrompts());
                Hand(decoding.Advance());
            }
        }
        catch (Exception e)
        {
            why = new InvalidOperationException("the engine has broken down", e);
        }

        Close(why);
    }

    /// <summary>Lets calls that have come or gone join or leave; false when the engine is to close.</summary>
    private bool TakeNews()
    {
        AnswerInProgress[] come, gone;
        lock (gate)
        {
            if (isClosing) return false;
            (come, gone) = ([.. arrivals], [.. departures]);
            arrivals.Clear();
            departures.Clear();
            waiting += come.Length;
        }

        foreach (var answer in come)
        {
            answers.Add(answer.Row, answer);
            decoding.Enqueue(answer.Row);
        }

        decoding.Cancel([.. gone.Select(answer => answer.Row)]);
        foreach (var answer in gone) answers.Remove(answer.Row);
        lock (gate) waiting = decoding.Report.Waiting;
        return true;
    }

    private void Hand(List<RowPiece> pieces)
    {
        lock (gate) waiting = decoding.Report.Waiting;
        foreach (var piece in pieces)
        {
            var answer = answers[piece.Row];
            if (piece.IsLast) answers.Remove(piece.Row);
            answer.Hand(piece);
        }
    }

    private void Close(Exception why)
    {
        lock (gate)
        {
            isClosing = true;
            foreach (var answer in arrivals)
            {
                answer.Row.Leave();
                answer.BreakOff(why);
            }

            arrivals.Clear();
            waiting = 0;
        }

        foreach (var answer in answers.Values) answer.BreakOff(why);
        news.Dispose();
        try
        {
            decoding.Dispose();
            ended.SetResult();
        }
        catch (Exception e)
        {
            ended.SetException(e);
        }
    }
}
