using Colora.Data;
using Colora.Engine;
using Colora.Formats;
using Colora.Runs.Progress;
using Colora.Tokenization;

namespace Colora.Runs.Export;

/// <summary>
/// What an export is compared with the live model on: a few of the user's validation rows, else of its training rows;
/// random tokens where the run's data are not here. Never test rows.
/// </summary>
/// <param name="Name">What they are, for reports.</param>
/// <param name="IsText">Whether they are rows, on which a likelihood means something.</param>
/// <param name="Rows">Encoded rows; what follows a row's prompt is compared.</param>
internal sealed record ExportProbe(string Name, bool IsText, IReadOnlyList<TokenSequence> Rows)
{
    private const int MostRows = 16, RandomRows = 4, RandomTokens = 32, RandomPrompt = 8;

    /// <summary>Probes of the users who are exported, by name.</summary>
    /// <param name="exported">Names; empty = all.</param>
    /// <param name="config">The run's config.</param>
    /// <param name="modelFolder">The base.</param>
    /// <param name="vocabulary">Size of the vocabulary, for random tokens.</param>
    /// <param name="known">The run's own split; null = as the data split anew.</param>
    /// <param name="listener">Hears why random tokens are taken.</param>
    public static Func<string, ExportProbe> OfRun(
        IReadOnlyList<string> exported, RunConfig config, string modelFolder, int vocabulary, IKnownRows? known,
        IRunListener listener)
    {
        var random = Random(vocabulary);
        try
        {
            var users = DatasetSplit.Of(
                DataSource.Read(config.Data), config.Data, config.Prompt, config.Training.Seed, known);
            using var tokenizer = HuggingFaceTokenizer.Load(modelFolder);
            var encoder = new ExampleEncoder(tokenizer, config.Prompt);
            var probes = users
                .Where(user => exported.Count == 0 || exported.Contains(user.User))
                .ToDictionary(user => user.User, user => Of(user, encoder));
            return user => probes.GetValueOrDefault(user) ?? random;
        }
        catch (InputException e)
        {
            listener.Note($"the run's rows are not here ({e.Message}): exports are compared on random tokens");
            return _ => random;
        }
    }

    /// <summary>Seeded random tokens, the same for every export.</summary>
    internal static ExportProbe Random(int vocabulary)
    {
        var state = (ulong)SeedSequence.Derive(0, "probe", vocabulary);
        return new ExportProbe("random tokens", false, [.. Enumerable.Range(0, RandomRows).Select(_ =>
            new TokenSequence(
                0, [.. Enumerable.Range(0, RandomTokens)
                    .Select(_ => (int)(SeedSequence.Next(ref state) % (ulong)vocabulary))], RandomPrompt))]);
    }

    private static ExportProbe? Of(UserDataset user, ExampleEncoder encoder)
    {
        var isValidation = user.Validation.Count > 0;
        var rows = (isValidation ? user.Validation : user.Train)
            .Take(MostRows)
            .Select(row => encoder.Encode(row, 0))
            .OfType<TokenSequence>()
            .ToList();
        return rows.Count == 0
            ? null
            : new ExportProbe($"{rows.Count} {(isValidation ? "validation" : "training")} rows", true, rows);
    }
}
