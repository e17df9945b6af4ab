namespace Colora.Lab.Experiments;

/// <summary>One experiment of the theory lab.</summary>
public interface IExperiment
{
    /// <summary>What the command line calls it, as P1.</summary>
    string Name { get; }

    /// <summary>One line for the list.</summary>
    string Line { get; }

    /// <summary>Runs it.</summary>
    ExperimentReport Run(ExperimentContext context);
}
