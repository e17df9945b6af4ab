namespace Colora.Evaluation;

/// <summary>Values of scores of what was written.</summary>
public sealed class ScoreValues : IEquatable<ScoreValues>
{
    private readonly SortedDictionary<string, double> values = new(StringComparer.Ordinal);

    /// <summary>The value of a score; null where there is none.</summary>
    /// <param name="score">The score.</param>
    public double? this[AnswerScore score]
    {
        get => values.TryGetValue(score.Key, out var value) ? value : null;
        internal set
        {
            if (value is { } number) values[score.Key] = number;
            else values.Remove(score.Key);
        }
    }

    /// <summary>All that there are, by their members' names.</summary>
    internal IEnumerable<(string Member, double? Value)> Entries =>
        values.Select(entry => (entry.Key, (double?)entry.Value));

    /// <summary>An answer by all scores.</summary>
    /// <param name="answer">What was written; null where nothing was generated.</param>
    /// <param name="references">Accepted answers, at least one.</param>
    public static ScoreValues Of(string? answer, IReadOnlyList<string> references)
    {
        var found = new ScoreValues();
        if (answer is null) return found;
        foreach (var score in Score.OfAnswers) found[score] = score.Of(answer, references);
        return found;
    }

    /// <summary>The mean of each score over those that have it.</summary>
    /// <param name="parts">What is averaged; may be none.</param>
    public static ScoreValues Mean(IReadOnlyList<ScoreValues> parts)
    {
        var mean = new ScoreValues();
        foreach (var score in Score.OfAnswers) mean[score] = parts.Average(part => part[score]);
        return mean;
    }

    /// <inheritdoc />
    public bool Equals(ScoreValues? other) => other is not null && values.SequenceEqual(other.values);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as ScoreValues);

    /// <inheritdoc />
    public override int GetHashCode() =>
        values.Aggregate(0, (hash, entry) => HashCode.Combine(hash, entry.Key, entry.Value));

    /// <inheritdoc />
    public override string ToString() =>
        string.Join(
            ", ",
            values
                .Select(entry => string.Create(
                    System.Globalization.CultureInfo.InvariantCulture, $"{entry.Key} {entry.Value:R}")));
}
