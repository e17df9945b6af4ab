namespace Colora.Lab.Experiments;

/// <summary>One figure of the check: ours beside the reference.</summary>
/// <param name="Law">What is measured.</param>
/// <param name="Ours">Fitted on our own runs.</param>
/// <param name="Reference">Of the reference tables.</param>
/// <param name="Allowed">Largest difference, in words.</param>
/// <param name="Agrees">Whether it is met.</param>
public sealed record LawLine(string Law, double Ours, double Reference, string Allowed, bool Agrees);
