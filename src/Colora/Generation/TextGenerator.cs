using System.Text;
using Colora.Adapters;
using Colora.Model;
using Colora.Tokenization;

namespace Colora.Generation;

/// <summary>Continues prompts: many rows of mixed users at once, or one row as a stream of text.</summary>
/// <param name="model">The base.</param>
/// <param name="tokenizer">Its tokenizer.</param>
/// <param name="ends">Tokens that end a text.</param>
internal sealed class TextGenerator(CausalLM model, ITokenizer tokenizer, IReadOnlyCollection<int> ends)
{
    /// <summary>Continues all prompts in one batch; rows that end make room for the others.</summary>
    /// <param name="prompts">Tokens of each row.</param>
    /// <param name="users">User's number of each row.</param>
    /// <param name="factors">Factors of these users, or none for the base.</param>
    /// <param name="config">How to continue.</param>
    /// <returns>The text of each row, without end tokens and stop texts.</returns>
    public string[] Generate(
        IReadOnlyList<int[]> prompts, IReadOnlyList<int> users, ActiveFactors? factors, GenerationConfig config)
    {
        var texts = prompts.Select(_ => new StringBuilder()).ToArray();
        var conditions = prompts.Select(_ => new StopCondition(tokenizer, ends, config.Stop)).ToArray();
        var rows = Enumerable.Range(0, prompts.Count).ToArray();
        using var sampler = new NextTokenSampler(config);
        using var state = new DecodingState(model, factors, prompts, users, config.MaxNewTokens);
        for (var i = 0; i < config.MaxNewTokens && rows.Length > 0; i++)
        {
            var tokens = Next(state, sampler);
            for (var j = 0; j < rows.Length; j++) texts[rows[j]].Append(conditions[rows[j]].Push((int)tokens[j]));
            var alive = Enumerable.Range(0, rows.Length).Where(j => !conditions[rows[j]].Ended).ToArray();
            if (alive.Length < rows.Length && alive.Length > 0) state.KeepRows(alive);
            rows = alive.Select(j => rows[j]).ToArray();
        }

        for (var row = 0; row < texts.Length; row++) texts[row].Append(conditions[row].Finish());
        return texts.Select(text => text.ToString()).ToArray();
    }

    /// <summary>Continues one prompt; each item is text that is certain.</summary>
    /// <param name="prompt">Tokens of the prompt.</param>
    /// <param name="user">User's number.</param>
    /// <param name="factors">Factors of the user, or none for the base.</param>
    /// <param name="config">How to continue.</param>
    public IEnumerable<string> Stream(int[] prompt, int user, ActiveFactors? factors, GenerationConfig config)
    {
        var condition = new StopCondition(tokenizer, ends, config.Stop);
        using var sampler = new NextTokenSampler(config);
        using var state = new DecodingState(model, factors, [prompt], [user], config.MaxNewTokens);
        for (var i = 0; i < config.MaxNewTokens && !condition.Ended; i++)
        {
            var text = condition.Push((int)Next(state, sampler)[0]);
            if (text.Length > 0) yield return text;
        }

        var rest = condition.Finish();
        if (rest.Length > 0) yield return rest;
    }

    /// <summary>
    /// The tokens that greedy decoding appends to a prompt; ends are tokens like any other, so there are always
    /// <paramref name="count"/>.
    /// </summary>
    public static int[] Greedy(CausalLM model, int[] prompt, int user, ActiveFactors? factors, int count)
    {
        using var sampler = new NextTokenSampler(new GenerationConfig());
        using var state = new DecodingState(model, factors, [prompt], [user], count);
        var tokens = new int[count];
        for (var i = 0; i < count; i++) tokens[i] = (int)Next(state, sampler)[0];
        return tokens;
    }

    private static long[] Next(DecodingState state, NextTokenSampler sampler)
    {
        using var logits = state.NextLogits();
        if (ScoreCheck.FaultsOf(logits, state.NameOf).FirstOrDefault(fault => fault is not null) is { } fault)
            throw fault;
        var tokens = sampler.Pick(logits);
        state.Accept(tokens);
        return tokens;
    }
}
