namespace Colora.Training;

/// <summary>Turns gradients into steps.</summary>
internal interface IOptimizer
{
    /// <summary>Steps a group of the present owners from the gradients that <paramref name="active"/> holds, and stores the values.</summary>
    /// <param name="active">Values and gradients.</param>
    /// <param name="group">Which group.</param>
    /// <param name="rateFactor">Factor of the peak rate at this step.</param>
    void Step(IActiveParameters active, ParameterGroup group, double rateFactor);
}
