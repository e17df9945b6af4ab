using Colora.Adapters;

namespace Colora.Checkpoints;

/// <summary>Content of <c>adapter.json</c>.</summary>
/// <param name="Users">Names of the users in the order of the personal tensors' first dimension.</param>
/// <param name="Modules">Adapted modules.</param>
/// <param name="A">Owner of A.</param>
/// <param name="S">Owner of S.</param>
/// <param name="B">Owner of B.</param>
/// <param name="HasPrivate">Whether users have a low-rank part of their own.</param>
/// <param name="PrivateShare">a of its blend with the shared part; 0 = their sum.</param>
internal sealed record AdapterDescription(IReadOnlyList<string> Users, IReadOnlyList<ModuleDescription> Modules, Ownership A, Ownership S, Ownership B, bool HasPrivate = false, double PrivateShare = 0);
