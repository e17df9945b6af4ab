using Colora.Methods;

namespace Colora.Studies.Tests.Statistics;

/// <summary>Four users whose tasks stand in a known relation.</summary>
/// <param name="Name">The relation.</param>
/// <param name="TaskOf">Letter (0, 1 or 2) that the user is to repeat.</param>
/// <param name="NoiseOf">Share of the user's answers that are drawn at random.</param>
public sealed record PlantedCase(string Name, Func<int, int> TaskOf, Func<int, double> NoiseOf)
{
    /// <summary>What local is compared with: CoLoRA, or local from another start, which is no better by nature.</summary>
    public Method Rival { get; init; } = new ColoraMethod();

    /// <summary>Equal arms, identical, opposite, one user of noise, one user a third of whose answers are wrong.</summary>
    public static IReadOnlyList<PlantedCase> All { get; } =
    [
        new("equal arms: local from another start", _ => 0, _ => 0) { Rival = new LocalMethod() },
        new("identical tasks", _ => 0, _ => 0),
        new("opposite tasks", user => user % 2 == 0 ? 0 : 2, _ => 0),
        new("one user of pure noise", _ => 0, user => user == 0 ? 1 : 0),
        new("one user with a third of its answers wrong", _ => 0, user => user == 0 ? 1 / 3.0 : 0),
    ];
}
