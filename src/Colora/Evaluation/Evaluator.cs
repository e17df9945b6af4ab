using Colora.Adapters;
using Colora.Data;
using Colora.Engine;
using Colora.Generation;
using Colora.Model;
using Colora.Tokenization;

namespace Colora.Evaluation;

/// <summary>
/// Judges test rows of many users with one model: likelihood of the answers, and greedy answers in mixed batches.
/// </summary>
/// <param name="model">The base.</param>
/// <param name="tokenizer">Its tokenizer.</param>
/// <param name="ends">Tokens that end a text.</param>
/// <param name="config">How to judge.</param>
internal sealed class Evaluator(
    CausalLM model, ITokenizer tokenizer, IReadOnlyCollection<int> ends, EvaluationConfig config)
{
    private const int BatchesBetweenSweeps = 4;

    /// <summary>Judges the rows; results are in the given order.</summary>
    /// <param name="weights">All factors, or none for the base.</param>
    /// <param name="rows">Encoded test rows with their users' numbers in the adapter.</param>
    /// <param name="window">How many tokens may be written.</param>
    /// <param name="report">Called with stage, rows done and rows in all.</param>
    public IReadOnlyList<Prediction> Judge(
        AdapterWeights? weights, IReadOnlyList<JudgedRow> rows, PromptWindow window,
        Action<string, int, int>? report = null)
    {
        double?[]? likelihoods = null;
        string[]? texts = null;
        if (config.Likelihood)
            likelihoods = Likelihoods(weights, rows, done => report?.Invoke("likelihood", done, rows.Count));
        if (config.Generate)
            texts = Answer(weights, rows, window.NewTokens, done => report?.Invoke("answers", done, rows.Count));
        return rows.Select((row, i) => Predicted(row, likelihoods?[i], texts?[i])).ToList();
    }

    private static Prediction Predicted(JudgedRow row, double? likelihood, string? text)
    {
        var example = row.Example;
        var shown = text is null ? null : PythonText.Strip(text);
        return new Prediction(
            example.User, example.Prompt, shown, example.References, likelihood, row.ReferenceTokens)
        {
            Scores = ScoreValues.Of(text, example.References),
            PromptCut = row.Cut,
        };
    }

    /// <summary>Sum of the losses of each row's reference; none where it does not fit behind its prompt.</summary>
    private double?[] Likelihoods(AdapterWeights? weights, IReadOnlyList<JudgedRow> rows, Action<int> report)
    {
        var places = Enumerable.Range(0, rows.Count).Where(i => rows[i].Reference is not null).ToArray();
        var scores = AnswerLikelihood.Of(
            model, weights, [.. places.Select(i => rows[i].Reference!)], config.BatchSize, report);
        var likelihoods = new double?[rows.Count];
        for (var i = 0; i < places.Length; i++) likelihoods[places[i]] = scores[i].Sum;
        return likelihoods;
    }

    private string[] Answer(AdapterWeights? weights, IReadOnlyList<JudgedRow> rows, int newTokens, Action<int> report)
    {
        var generator = new TextGenerator(model, tokenizer, ends);
        var texts = new string[rows.Count];
        var order = Enumerable.Range(0, rows.Count).OrderBy(i => rows[i].Prompt.Length).ThenBy(i => i).ToArray();
        var (done, batches) = (0, 0);
        foreach (var places in order.Chunk(config.BatchSize))
        {
            var answers = Answer(generator, weights, [.. places.Select(i => rows[i])], newTokens);
            for (var i = 0; i < places.Length; i++) texts[places[i]] = answers[i];
            report(done += places.Length);
            if (++batches % BatchesBetweenSweeps == 0) NativeMemory.Sweep();
        }

        return texts;
    }

    private string[] Answer(TextGenerator generator, AdapterWeights? weights, JudgedRow[] batch, int newTokens)
    {
        var prompts = batch.Select(row => row.Prompt).ToList();
        var users = batch.Select(row => row.User).ToList();
        using var active = weights is null
            ? null
            : new ActiveFactors(weights, users.Distinct().Order().ToArray(), [], model.Device);
        return generator.Generate(prompts, users, active, new GenerationConfig { MaxNewTokens = newTokens });
    }
}
