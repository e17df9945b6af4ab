using Colora.Formats;

namespace Colora.Lab.Experiments;

/// <summary>All experiments by name.</summary>
public static class ExperimentCatalogue
{
    /// <summary>In the order of the list.</summary>
    public static IReadOnlyList<IExperiment> All { get; } =
    [
        new SweepConvergence(),
        new PhaseDiagram(),
        new NoisyError(),
        new TaskCloseness(),
        new PrivateEnergy(),
        new CoreCondition(),
        new Newcomers(),
        new FittedRank(),
        new LocalSteps(),
        new GripAndContraction(),
    ];

    /// <summary>Those that are not part of all.</summary>
    public static IReadOnlyList<IExperiment> Others { get; } = [new LargeScale()];

    /// <summary>The experiment of this name.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static IExperiment Named(string name)
    {
        var known = All.Concat(Others).ToList();
        var found = known.Find(experiment => experiment.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (found is not null) return found;
        var names = string.Join(", ", known.Select(experiment => experiment.Name));
        throw new InputException("experiment", $"\"{name}\"", names, "colora lab list explains each");
    }
}
