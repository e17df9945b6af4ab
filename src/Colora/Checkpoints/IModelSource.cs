using Colora.Formats;

namespace Colora.Checkpoints;

/// <summary>
/// Where models of some names come from; made known by <see cref="ModelSources.Register"/>. Folders and the Hugging
/// Face cache need none.
/// </summary>
public interface IModelSource
{
    /// <summary>
    /// Whether a model of that name comes from here. What is a path of something on disk is asked for too.
    /// </summary>
    bool Holds(string model);

    /// <summary>The model's folder, laid out as Hugging Face does it. Nothing is fetched.</summary>
    /// <param name="model">A name that this source holds.</param>
    /// <param name="revision">Branch, tag or commit, where the source has such.</param>
    /// <exception cref="InputException">It is not there.</exception>
    string FolderOf(string model, string? revision);

    /// <summary>Makes sure that the model is there, where it has to be fetched from somewhere.</summary>
    /// <param name="model">A name that this source holds.</param>
    /// <param name="revision">Branch, tag or commit.</param>
    /// <param name="listener">Hears how far it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The revision to go on with: a commit, so that a change at the source does not change a run.</returns>
    /// <exception cref="InputException">There is no such model, or it cannot be fetched.</exception>
    Task<string?> FetchAsync(
        string model, string? revision, IFetchListener listener, CancellationToken cancellationToken) =>
            Task.FromResult(revision);

    /// <summary>A line to be told where the model is used; null for none.</summary>
    string? NoteOn(string model) => null;
}
