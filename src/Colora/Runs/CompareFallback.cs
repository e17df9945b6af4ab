using Colora.Evaluation;

namespace Colora.Runs;

/// <summary>Each user gets the arm that its validation rows like best, among CoLoRA, local and the base; test rows say how often that was right.</summary>
/// <param name="Rows">Training rows of each user.</param>
/// <param name="Mean">Mean score over users and seeds with the chosen arms.</param>
/// <param name="OverLocal">Gain over local.</param>
/// <param name="Right">Share of choices whose arm has the best test score of the candidates (ties count as right).</param>
/// <param name="Chosen">How often each arm was chosen.</param>
/// <param name="Hurt">Users hurt against local, by verdict.</param>
public sealed record CompareFallback(int Rows, double Mean, PairedInterval OverLocal, double Right, IReadOnlyDictionary<string, int> Chosen, int Hurt);
