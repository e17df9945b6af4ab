namespace Colora.Lab.Experiments;

/// <summary>How much of an experiment is run.</summary>
public enum ExperimentSize
{
    /// <summary>Coarse grids and few seeds: all experiments in minutes.</summary>
    Quick,

    /// <summary>The grids and seeds of the reference tables.</summary>
    Full,
}
