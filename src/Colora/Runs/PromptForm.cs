namespace Colora.Runs;

/// <summary>How a given text becomes the model's prompt.</summary>
public enum PromptForm
{
    /// <summary>The text as it is.</summary>
    Raw,

    /// <summary>As the input of the run's prompt template.</summary>
    Template,

    /// <summary>As a user's message in the model's chat template.</summary>
    Chat,
}
