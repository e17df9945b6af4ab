namespace Colora.Studies.Planning;

/// <summary>A predicted score.</summary>
/// <param name="Users">k.</param>
/// <param name="Rows">n, training rows of each user.</param>
/// <param name="Shared">Rows that count for a user once sharing is reckoned in: n / (φ + (1−φ)/k).</param>
/// <param name="Score">Points.</param>
/// <param name="Lower">Lower end of the interval for the mean of one more run.</param>
/// <param name="Upper">Upper end.</param>
public sealed record PlanPoint(int Users, int Rows, double Shared, double Score, double Lower, double Upper);
