using Colora.Adapters;
using Colora.Configuration;
using Colora.Federation;
using Colora.Formats;
using Colora.Methods;
using Colora.Rounds;
using Colora.Runs;

namespace Colora.Studies.Comparison;

/// <summary>
/// An arm of a comparison: <c>base</c>, a method, a method with a start, such as <c>colora:lora-like</c>, or
/// <c>clusters</c>: CoLoRA with a pair (A, B) for each group of users that the cores of the first CoLoRA arm suggest,
/// or <c>local-all</c>. Settings that it has to itself, an ablation, follow after @:
/// <c>colora@adapter.rank=8@rounds.rounds=1</c>; <c>@budget=auto</c> trains an arm for all that a raced one has,
/// heats and run.
/// </summary>
/// <param name="Name">As given.</param>
/// <param name="Method">The method; null = the base alone.</param>
/// <param name="Start">The start, or that of the config.</param>
public sealed record CompareArm(string Name, Method? Method, StartKind? Start)
{
    /// <summary>The base alone.</summary>
    public const string Bare = "base";

    /// <summary>CoLoRA in clusters.</summary>
    public const string Clusters = "clusters";

    /// <summary>
    /// Each user alone, on all its labelled rows: those that the other arms keep for validation are trained on too,
    /// so that nothing is chosen and the last step counts.
    /// </summary>
    public const string LocalAll = "local-all";

    private static readonly string[] Ablated = ["adapter", "start", "optimizer", "cores", "schedule", "averaging", "rounds", "server"];

    private const string WholeBudget = "budget=auto";

    private static readonly string[] Elsewhere = ["adapter.method", "optimizer.learning_rate"];

    /// <summary>Settings <c>section.key=value</c> that differ from the other arms'.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Whether it is trained for all that a raced arm of the comparison has, heats and run.</summary>
    public bool IsWholeBudget { get; init; }

    /// <summary>Whether each user is trained alone on all its labelled rows, those for validation too.</summary>
    public bool IsLocalAll => FamilyOf(Name) == LocalAll;

    /// <summary>Whether the arm is CoLoRA as asked for: one pair (A, B), no ablation.</summary>
    public bool IsColora => Method is ColoraMethod && !IsClustered && !IsWholeBudget && Settings.Count == 0;

    /// <summary>Whether it is CoLoRA in any form with one pair (A, B), in rounds by a setting of its own.</summary>
    public bool IsColoraInRounds => Method is ColoraMethod && !IsClustered && Settings.Any(SetsRounds);

    /// <summary>Whether users are trained in clusters.</summary>
    public bool IsClustered => FamilyOf(Name) == Clusters;

    /// <summary>
    /// An arm's name without start and settings: arms of one family take the same rate where they have none of their
    /// own.
    /// </summary>
    public static string FamilyOf(string name) => name.Split(':', '@')[0];

    /// <summary>Reads a name.</summary>
    /// <exception cref="InputException">No such arm.</exception>
    public static CompareArm Parse(string name)
    {
        var pieces = name.Split('@');
        var isWholeBudget = pieces.Skip(1).Contains(WholeBudget);
        string[] settings = [.. pieces.Skip(1).Where(setting => setting != WholeBudget)];
        if (Array.Find(settings, setting => !IsAblation(setting)) is { } odd)
        {
            throw new InputException(
                "--methods",
                $"\"{name}\": \"{odd}\"",
                $"section.key=value of {string.Join(", ", Ablated)}; "
                + "rows, base and length are the same for all arms, rates come from --rates",
                "see docs/arms.md");
        }

        var arm = Parse(name, pieces[0].Split(':')) with { Settings = settings, IsWholeBudget = isWholeBudget };
        if (!isWholeBudget || arm is { Method: not null, IsClustered: false }) return arm;
        throw new InputException(
            "--methods",
            $"\"{name}\"",
            $"an arm that is trained in one run before @{WholeBudget}");
    }

    private static bool SetsRounds(string setting) => setting.StartsWith("rounds.rounds=", StringComparison.Ordinal);

    private static bool IsAblation(string setting)
    {
        var (section, key) = (setting.Split('.')[0], setting.Split('=')[0]);
        return Ablated.Contains(section) && setting.Contains('=') && !Elsewhere.Contains(key);
    }

    /// <summary>The arm trained for all that a raced one has.</summary>
    public CompareArm ForWholeBudget() => this with { Name = $"{Name}@{WholeBudget}", IsWholeBudget = true };

    /// <summary>The arm in so many rounds.</summary>
    public CompareArm InRounds(int rounds) => Parse($"{Name}@rounds.rounds={rounds}");

    /// <summary>The arm that keeps rows for validation, by which a rate can be chosen.</summary>
    public CompareArm AsLocal() => Parse(Name.Replace(LocalAll, new LocalMethod().Name, StringComparison.Ordinal));

    private static CompareArm Parse(string name, string[] parts)
    {
        if (name == Bare) return new CompareArm(name, null, null);
        if (parts is [LocalAll]) return new CompareArm(name, new LocalMethod(), null);
        var isClustered = parts[0] == Clusters;
        if (isClustered) parts[0] = new ColoraMethod().Name;
        if (parts.Length > 2 || Methods.Method.Find(parts[0]) is not { } method)
        {
            throw new InputException(
                "--methods",
                $"\"{name}\"",
                $"base, clusters, local-all, {string.Join(", ", Methods.Method.All)}, or colora:START",
                "see docs/arms.md");
        }

        if (parts.Length == 1) return new CompareArm(name, method, null);
        var mayStart = method.HasStarts && (method.IsRaced || parts[1] != EnumName.Of(StartKind.Auto));
        if (mayStart && EnumName.TryParse<StartKind>(parts[1], out var start))
            return new CompareArm(name, method, start);
        throw new InputException(
            "--methods",
            $"\"{name}\"",
            $"colora:START with START one of {string.Join(", ", EnumName.All<StartKind>())}");
    }

    /// <summary>
    /// The config of the arm: central where that is the arm's nature, in rounds of the template's length where
    /// averaging is.
    /// </summary>
    /// <param name="template">What all arms have in common.</param>
    public RunConfig Apply(RunConfig template)
    {
        if (Method is not { } method) return template;
        if (Settings.Count > 0) template = ConfigReader.Amend(template, Settings);
        var goesInRounds = method.GoesInRounds || !method.Sharing.IsNothing && template.Rounds.Rounds > 0;
        var rounds = goesInRounds
            ? InRounds(template.Rounds, method, template.Training.Steps)
            : template.Rounds with { Rounds = 0 };
        var config = template with
        {
            Adapter = template.Adapter with { Method = method },
            Start = StartOf(method, template.Start),
            Rounds = rounds with { Regauge = rounds.Regauge && rounds.Rounds > 0 && method.CanRegauge },
        };
        if (!IsLocalAll) return config;

        // Nothing is left to choose by: the last step counts.
        return config with
        {
            Data = config.Data with { Validation = 0 },
            Checkpoints = config.Checkpoints with { Patience = 0 },
        };
    }

    private StartConfig StartOf(Method method, StartConfig asked)
    {
        if (!method.HasStarts) return new StartConfig { Kind = StartKind.LoraLike };
        return Start is { } start ? asked with { Kind = start } : asked;
    }

    /// <summary>Finds out whether the arm can be what the template asks of all.</summary>
    /// <exception cref="InputException">It cannot; all that is wrong stands in the line.</exception>
    internal void Check(RunConfig template)
    {
        try
        {
            ConfigReader.Amend(Apply(template), []);
        }
        catch (ConfigException e)
        {
            var problems = e.Problems.Select(problem => problem with { Where = "" });
            throw new InputException("--methods", $"\"{Name}\": {string.Join("; ", problems)}");
        }
    }

    /// <summary>As many rounds as fill the steps.</summary>
    private static RoundsConfig InRounds(RoundsConfig asked, Method method, int steps)
    {
        var rounds = asked with { CoreSteps = method.CoreStepsOf(asked), RefitSteps = 0 };
        return rounds with { Rounds = (int)Math.Max(1, steps / FederatedTraining.StepsOfRound(rounds)) };
    }
}
