using Colora.Adapters;
using Colora.Engine;
using Colora.Generation;
using Colora.Methods;
using Colora.Model;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using static TorchSharp.torch;

namespace Colora.Tests.Generation;

/// <summary>Calls on the tiny model that the tests make themselves, and their answers by a single run each.</summary>
internal static class GenerationCases
{
    /// <summary>Tokens that end an answer, where a case has such.</summary>
    public static readonly int[] Ends = [5, 9];

    public static CausalLM Model(int positions = 512) => DoubleTwin.ModelOf(OwnCases.Twin(), positions: positions);

    /// <summary>Adapters of user0, user1 and user2, the same numbers at each call.</summary>
    public static TenantAdapters Adapters(CausalLM model, Method? method = null, int users = 3) =>
        new(OwnCases.Adapter(model, method ?? new ColoraMethod(), users), model);

    public static int[] Prompt(int seed, int length)
    {
        var state = (ulong)SeedSequence.Derive(seed, "prompt");
        return [.. Enumerable.Range(0, length).Select(_ => (int)(SeedSequence.Next(ref state) % 31))];
    }

    /// <summary>
    /// A call that goes on until it is cancelled: no end token is given to its engine, and its model has positions for
    /// more than any test waits for.
    /// </summary>
    public static GenerationCall Endless(string? user, int seed = 1) =>
        new(Prompt(seed, 6), user, new GenerationConfig { MaxNewTokens = int.MaxValue });

    public static GenerationCall Call(int seed, int length, string? user, GenerationConfig config) =>
        new(Prompt(seed, length), user, config);

    /// <summary>The answer of a single run; the adapter's users are user0, user1, …</summary>
    public static string Alone(CausalLM model, AdapterWeights? weights, GenerationCall call, IReadOnlyCollection<int> ends)
    {
        var user = call.User is null ? 0 : weights!.Layout.NumberOf(call.User, "user");
        using var factors = call.User is null ? null : new ActiveFactors(weights!, [user], [], CPU);
        var generator = new TextGenerator(model, new NumberTokenizer(), ends);
        return string.Concat(generator.Stream([.. call.Prompt], user, factors, call.Config));
    }

    /// <summary>Steps until nothing is left to do; the text of each row, and its last piece.</summary>
    public static Dictionary<BatchRow, (string Text, RowPiece? Last)> Finish(
        BatchedDecoding decoding, Action<int>? before = null)
    {
        var answers = new Dictionary<BatchRow, (string Text, RowPiece? Last)>();
        for (var step = 0; step < 10_000; step++)
        {
            before?.Invoke(step);
            if (decoding.IsIdle) return answers;
            Take(answers, decoding.Step());
        }

        throw new InvalidOperationException("the batch does not end");
    }

    public static void Take(Dictionary<BatchRow, (string Text, RowPiece? Last)> answers, IEnumerable<RowPiece> pieces)
    {
        foreach (var piece in pieces)
        {
            var before = answers.GetValueOrDefault(piece.Row, ("", null));
            if (before.Last is not null) throw new InvalidOperationException("a piece after the last one");
            answers[piece.Row] = (before.Item1 + piece.Piece?.Text, piece.IsLast ? piece : null);
        }
    }
}
