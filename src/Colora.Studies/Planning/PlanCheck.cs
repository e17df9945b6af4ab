namespace Colora.Studies.Planning;

/// <summary>A size of the pilot, predicted from all the others.</summary>
/// <param name="Predicted">What they say.</param>
/// <param name="Measured">Mean score of each seed, points.</param>
/// <param name="Inside">How many of these lie in the interval.</param>
public sealed record PlanCheck(PlanPoint Predicted, IReadOnlyList<double> Measured, int Inside);
