namespace Colora.Runs.Onboard;

/// <summary>How one newcomer was taken in.</summary>
/// <param name="User">Name.</param>
/// <param name="Rows">Training rows.</param>
/// <param name="Fit">ρ, the share of the gradient energy of the training rows that a core can reach.</param>
/// <param name="Outside">Whether ρ is nearer to that of a random subspace than to the least of the run's own users: the
/// task lies outside the shared subspace.</param>
/// <param name="Loss">Mean loss on the validation rows, else on the training rows, after onboarding; nats an answer
/// token.</param>
public sealed record OnboardUser(string User, int Rows, double Fit, bool Outside, double? Loss);
