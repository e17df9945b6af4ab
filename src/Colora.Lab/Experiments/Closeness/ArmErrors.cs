namespace Colora.Lab.Experiments.Closeness;

/// <summary>What each arm made of one problem.</summary>
/// <param name="Closeness">ρ of the cores.</param>
/// <param name="Errors">Mean error of each arm, in the order of <see cref="ClosenessArms"/>.</param>
internal sealed record ArmErrors(double Closeness, IReadOnlyList<double> Errors);
