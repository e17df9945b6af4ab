namespace Colora.Hub;

/// <summary>A model of a hub that lies in the cache.</summary>
/// <param name="Folder">Its snapshot.</param>
/// <param name="Commit">The snapshot's commit.</param>
public sealed record ResolvedModel(string Folder, string Commit);
