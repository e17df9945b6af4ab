using static TorchSharp.torch;

namespace Colora.Lab.Problems;

/// <summary>All users' cores for fixed factors.</summary>
/// <param name="Cores">L [k,r,r].</param>
/// <param name="Deficient">Users whose rows did not determine the core; theirs is the one of least norm.</param>
public sealed record CoreFit(Tensor Cores, int Deficient);
