using Colora.Model;

namespace Colora.Adapters;

/// <summary>A target module with the rank and the scaling of its adapter.</summary>
/// <param name="Module">The linear layer.</param>
/// <param name="Rank">r of this module.</param>
/// <param name="Scaling">s of this module.</param>
/// <param name="PrivateRank">Rank of a user's own part beside the shared one, where the arm has such.</param>
/// <param name="Heads">Number of B's heads; more than one for the arms that weigh such.</param>
public sealed record AdaptedModule(TargetModule Module, int Rank, double Scaling, int PrivateRank = 0, int Heads = 1);
