namespace Colora.Runs.Generate;

/// <summary>How a given text becomes the model's prompt.</summary>
public enum PromptForm
{
    /// <summary>
    /// The whole prompt as its author wrote it: special tokens that it spells out are meant, and none is put before it
    /// twice.
    /// </summary>
    Raw,

    /// <summary>The whole prompt, as text: no special token comes of it.</summary>
    Text,

    /// <summary>As the input of the run's prompt template.</summary>
    Template,

    /// <summary>As a user's message in the model's chat template.</summary>
    Chat,
}
