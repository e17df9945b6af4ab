using Colora.Formats;

namespace Colora.Checkpoints;

/// <summary>Where models of some names come from; made known by <see cref="ModelSources.Register"/>. Folders and the Hugging Face cache need none.</summary>
public interface IModelSource
{
    /// <summary>Whether a model of that name comes from here. What is a path of something on disk is asked for too.</summary>
    bool Holds(string model);

    /// <summary>The model's folder, laid out as Hugging Face does it. Nothing is fetched.</summary>
    /// <param name="model">A name that this source holds.</param>
    /// <param name="revision">Branch, tag or commit, where the source has such.</param>
    /// <exception cref="InputException">It is not there.</exception>
    string FolderOf(string model, string? revision);

    /// <summary>A line to be told where the model is used; null for none.</summary>
    string? NoteOn(string model);
}
