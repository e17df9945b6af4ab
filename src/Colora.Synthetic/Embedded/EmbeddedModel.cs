using Colora.Checkpoints;

namespace Colora.Synthetic.Embedded;

/// <summary>The base model that comes with this package, by the name <c>embedded</c>.</summary>
internal sealed class EmbeddedModel : IModelSource
{
    public bool Holds(string model) => model == EmbeddedFiles.Name;

    public string FolderOf(string model, string? revision) => EmbeddedFiles.Require(EmbeddedFiles.Model, "model");

    public string? NoteOn(string model) => "no --model: using the embedded base model";
}
