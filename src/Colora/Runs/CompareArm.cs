using Colora.Adapters;
using Colora.Collaboration;
using Colora.Configuration;
using Colora.Formats;

namespace Colora.Runs;

/// <summary>An arm of a comparison: <c>base</c>, a method, a method with a start, such as <c>colora:lora-like</c>, or <c>clusters</c>: CoLoRA with a pair (A, B) for each group of users that the
/// cores of the first CoLoRA arm suggest.</summary>
/// <param name="Name">As given.</param>
/// <param name="Method">The method; null = the base alone.</param>
/// <param name="Start">The start, or that of the config.</param>
public sealed record CompareArm(string Name, AdaptationMethod? Method, StartKind? Start)
{
    /// <summary>The base alone.</summary>
    public const string Bare = "base";

    /// <summary>CoLoRA in clusters.</summary>
    public const string Clusters = "clusters";

    /// <summary>Whether users are trained in clusters.</summary>
    public bool IsClustered => Name.Split(':')[0] == Clusters;

    /// <summary>Reads a name.</summary>
    /// <exception cref="InputException">No such arm.</exception>
    public static CompareArm Parse(string name)
    {
        if (name == Bare) return new CompareArm(name, null, null);
        var parts = name.Split(':');
        var isClustered = parts[0] == Clusters;
        if (isClustered) parts[0] = EnumName.Of(AdaptationMethod.Colora);
        if (parts.Length > 2 || !EnumName.TryParse<AdaptationMethod>(parts[0], out var method))
            throw new InputException("--methods", $"\"{name}\"", $"base, clusters, {string.Join(", ", EnumName.All<AdaptationMethod>())}, or colora:START", "see docs/arms.md");
        if (parts.Length == 1) return new CompareArm(name, method, null);
        return method is AdaptationMethod.Colora or AdaptationMethod.ColoraDiag or AdaptationMethod.ColoraDual && (method == AdaptationMethod.Colora || parts[1] != EnumName.Of(StartKind.Auto)) && EnumName.TryParse<StartKind>(parts[1], out var start)
            ? new CompareArm(name, method, start)
            : throw new InputException("--methods", $"\"{name}\"", $"colora:START with START one of {string.Join(", ", EnumName.All<StartKind>())}");
    }

    /// <summary>The config of the arm: central where that is the arm's nature, in rounds of the template's length where averaging is.</summary>
    /// <param name="template">What all arms have in common.</param>
    public RunConfig Apply(RunConfig template)
    {
        if (Method is not { } method) return template;
        var isColora = method is AdaptationMethod.Colora or AdaptationMethod.ColoraDiag or AdaptationMethod.ColoraDual;
        var config = template with
        {
            Adapter = template.Adapter with { Method = method },
            Start = !isColora ? new StartConfig { Kind = StartKind.LoraLike } : Start is { } start ? template.Start with { Kind = start } : template.Start,
        };
        var averages = !isColora && !Arm.Of(method).Sharing.IsNothing;
        var rounds = averages || isColora && template.Rounds.Rounds > 0
            ? template.Rounds with
            {
                // Ditto's two LoRAs have half of the steps each.
                Rounds = Math.Max(1, template.Training.Steps / (template.Rounds.LocalSteps * (method == AdaptationMethod.Ditto ? 2 : 1))),
                CoreSteps = method == AdaptationMethod.Ditto ? template.Rounds.LocalSteps : 0,
                RefitSteps = 0,
            }
            : template.Rounds with { Rounds = 0 };
        return config with { Rounds = rounds with { Regauge = rounds.Regauge && rounds.Rounds > 0 && method == AdaptationMethod.Colora } };
    }
}
