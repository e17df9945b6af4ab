namespace Colora.Hub;

/// <summary>A file of a model at a commit, as the hub describes it.</summary>
/// <param name="Name">Name in the model's folder.</param>
/// <param name="Etag">Hash of the content, which names the blob: SHA-256 of a large file, git's SHA-1 of a small
/// one.</param>
/// <param name="Size">Bytes.</param>
internal sealed record HubFile(string Name, string Etag, long Size);
