namespace Colora.Training;

/// <summary>What a group of trained numbers is; it decides rate and decay.</summary>
internal enum ParameterRole
{
    /// <summary>Factors A and B, and matrices of a model: learning_rate, weight_decay.</summary>
    Matrix,

    /// <summary>Personal cores: core_learning_rate, core_weight_decay.</summary>
    Core,

    /// <summary>Gains of norms: learning_rate, no decay.</summary>
    Vector,
}
