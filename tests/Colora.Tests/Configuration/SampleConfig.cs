namespace Colora.Configuration;

internal sealed record SampleConfig : IChecked
{
    [Setting("Name of the run"), NotEmpty]
    public string Name { get; init; } = "run";

    [Setting("What it is for")]
    public string? Note { get; init; }

    [Setting("Replaces the prompt"), YamlName("override")]
    public string PromptOverride { get; init; } = "";

    [Setting("The adapter")]
    public SampleAdapter Adapter { get; init; } = new();

    [Setting("The training")]
    public SampleTraining Training { get; init; } = SampleTraining.Shared;

    public IEnumerable<ConfigProblem> Check()
    {
        if (Note == Name) yield return new("note", "the name again", "", "say more");
        if (Adapter.Rank > Training.Steps) yield return new("adapter", "rank above steps", "", "train longer");
    }
}
