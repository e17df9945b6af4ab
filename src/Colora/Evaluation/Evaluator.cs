using Colora.Adapters;
using Colora.Data;
using Colora.Engine;
using Colora.Generation;
using Colora.Model;
using Colora.Tokenization;

namespace Colora.Evaluation;

/// <summary>Judges test rows of many users with one model: likelihood of the answers, and greedy answers in mixed batches.</summary>
/// <param name="model">The base.</param>
/// <param name="tokenizer">Its tokenizer.</param>
/// <param name="ends">Tokens that end a text.</param>
/// <param name="prompt">How rows become prompts.</param>
/// <param name="config">How to judge.</param>
public sealed class Evaluator(CausalLM model, ITokenizer tokenizer, IReadOnlyCollection<int> ends, PromptConfig prompt, EvaluationConfig config)
{
    private const int BatchesBetweenSweeps = 4;

    /// <summary>Judges the rows; results are in the given order.</summary>
    /// <param name="weights">All factors, or none for the base.</param>
    /// <param name="rows">Examples with their users' numbers in the adapter.</param>
    /// <param name="report">Called with stage, rows done and rows in all.</param>
    public IReadOnlyList<Prediction> Judge(AdapterWeights? weights, IReadOnlyList<(Example Example, int User)> rows, Action<string, int, int>? report = null)
    {
        // A test row is judged whatever its length: the prompt is cut, never the row dropped.
        var encoder = new ExampleEncoder(tokenizer, prompt with { Overlong = Overlong.TruncatePrompt });
        var sequences = rows.Select(row => encoder.Encode(row.Example, row.User)!).ToList();
        var likelihoods = !config.Likelihood ? null : AnswerLikelihood.Of(model, weights, sequences, config.BatchSize, done => report?.Invoke("likelihood", done, rows.Count));
        var texts = config.Generate ? Answer(weights, sequences, encoder.EndId, done => report?.Invoke("answers", done, rows.Count)) : null;
        return rows.Select((row, i) =>
        {
            var example = row.Example;
            var text = texts?[i];
            return new Prediction(
                example.User, example.Prompt, text, example.References, likelihoods?[i].Sum, sequences[i].Ids.Length - sequences[i].CompletionStart,
                text is null ? null : Matches(text, example.References) ? 1 : 0,
                text is null ? null : RougeL.Score(text, example.References));
        }).ToList();
    }

    private bool Matches(string text, IReadOnlyList<string> references) =>
        config.StrictMatch ? ExactMatch.MatchesStrictly(text, references) : ExactMatch.Matches(text, references);

    private string[] Answer(AdapterWeights? weights, List<TokenSequence> sequences, int end, Action<int> report)
    {
        var generator = new TextGenerator(model, tokenizer, [.. ends, end]);
        var texts = new string[sequences.Count];
        var order = Enumerable.Range(0, sequences.Count).OrderBy(i => sequences[i].CompletionStart).ThenBy(i => i).ToArray();
        var (done, batches) = (0, 0);
        foreach (var places in order.Chunk(config.BatchSize))
        {
            var prompts = places.Select(i => sequences[i].Ids[..sequences[i].CompletionStart]).ToList();
            var users = places.Select(i => sequences[i].User).ToList();
            using var active = weights is null ? null : new ActiveFactors(weights, users.Distinct().Order().ToArray(), [], model.Device);
            var answers = generator.Generate(prompts, users, active, new GenerationConfig { MaxNewTokens = config.MaxNewTokens });
            for (var i = 0; i < places.Length; i++) texts[places[i]] = answers[i].Trim();
            report(done += places.Length);
            if (++batches % BatchesBetweenSweeps == 0) NativeMemory.Sweep();
        }

        return texts;
    }
}
