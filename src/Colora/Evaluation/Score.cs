using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Colora.Configuration;
using Colora.Formats;

namespace Colora.Evaluation;

/// <summary>
/// What test rows are scored by; higher is better. All that reads, writes, tells and compares scores goes through
/// <see cref="All"/>, so that a new one is one class. A score of your own derives from <see cref="AnswerScore"/>, in
/// any assembly, and is made known by <see cref="Register"/> before the first file is read or written.
/// </summary>
public abstract record Score : INamed<Score>
{
    /// <summary>All scores, in the order of their columns: those that come with Colora, then those registered.</summary>
    public static IReadOnlyList<Score> All => Known.All;

    /// <summary>Of <see cref="All"/>, those that judge what was written.</summary>
    public static IReadOnlyList<AnswerScore> OfAnswers => [.. All.OfType<AnswerScore>()];

    /// <summary>Exact match, strict.</summary>
    public static ExactMatchScore ExactMatch { get; } = new();

    /// <summary>Exact match as SQuAD counts it, for comparing with published figures.</summary>
    public static SquadMatchScore ExactMatchSquad { get; } = new();

    /// <summary>ROUGE-L with Porter's stems.</summary>
    public static RougeLScore RougeL { get; } = new();

    /// <summary>Minus the mean loss of an answer token.</summary>
    public static NllScore Nll { get; } = new();

    /// <summary>What rows and reports hold beside scores.</summary>
    private static readonly HashSet<string> Taken =
    [
        .. typeof(Prediction).GetProperties().Concat(typeof(UserScore).GetProperties())
            .Where(member => !member.IsDefined(typeof(JsonIgnoreAttribute), inherit: false))
            .Select(member => JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name)),
    ];

    // Below the scores that it lists: static members are made in the order in which they stand.
    private static readonly NamedRegistry<Score> Known = new("score", [ExactMatch, ExactMatchSquad, RougeL, Nll]);

    /// <summary>Name in options and reports, in kebab-case.</summary>
    public abstract string Name { get; }

    /// <summary>What it is called in sentences.</summary>
    public abstract string Title { get; }

    /// <summary>Head of its column.</summary>
    public virtual string Column => Title;

    /// <summary>Whether it is a share, 0…1, written in points of 100; else it is in nats.</summary>
    public abstract bool IsShare { get; }

    /// <summary>What it is written in.</summary>
    public string Unit => IsShare ? "points" : "nats";

    /// <summary>The score of a judged row; null where the row was not judged by it.</summary>
    /// <param name="row">The row.</param>
    public abstract double? Of(Prediction row);

    /// <summary>What its column says of means: the score, or what it is the negative of.</summary>
    /// <param name="means">Means of a user, or of all users.</param>
    public abstract double? Shown(IScored means);

    /// <summary>Refuses a config that does not measure it.</summary>
    /// <param name="config">How rows are judged.</param>
    /// <exception cref="InputException">It does not.</exception>
    public abstract void Check(EvaluationConfig config);

    /// <summary>A value in <see cref="Unit"/>s.</summary>
    public double In(double value) => IsShare ? 100 * value : value;

    /// <summary>A value as text.</summary>
    public string Text(double value) => In(value).ToString(IsShare ? "0.0" : "0.000", CultureInfo.InvariantCulture);

    /// <summary>A gain as text, with its sign; ∞ where nothing bounds it.</summary>
    public string Gain(double value)
    {
        if (double.IsInfinity(value)) return value > 0 ? "∞" : "−∞";
        return In(value).ToString(IsShare ? "+0.0;-0.0;0.0" : "+0.000;-0.000;0.000", CultureInfo.InvariantCulture);
    }

    /// <summary>A gain and its interval as text.</summary>
    public string Gain(PairedInterval? gain) =>
        gain is null ? "–" : $"{Gain(gain.Mean)} ({Gain(gain.Lower)} … {Gain(gain.Upper)})";

    /// <summary>Makes a score known. One that is known already is left as it is.</summary>
    /// <param name="score">The score.</param>
    /// <exception cref="ArgumentException">Another score, or another member of rows, has the name, or the name is not
    /// in kebab-case.</exception>
    public static void Register(AnswerScore score)
    {
        ArgumentNullException.ThrowIfNull(score);
        if (Taken.Contains(score.Key) || OfAnswers.Any(other => other.Key == score.Key && other != score))
            throw new ArgumentException($"\"{score.Key}\" is another member of rows or reports: a score needs a name of its own", nameof(score));
        Known.Register(score);
    }

    /// <summary>The score of a name, or null.</summary>
    public static Score? Find(string name) => Known.Find(name);

    /// <inheritdoc />
    public sealed override string ToString() => Name;
}
