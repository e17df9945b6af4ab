namespace Colora.Configuration;

internal sealed record SampleAdapter
{
    [Setting("Rank of the shared factors"), AtLeast(1)]
    public int Rank { get; init; } = 8;

    [Setting("Scaling numerator"), Above(0)]
    public double Alpha { get; init; } = 16;

    [Setting("Share of inputs dropped"), Between(0, 0.9)]
    public double Dropout { get; init; }

    [Setting("Where the factors start")]
    public StartingPoint Start { get; init; } = StartingPoint.LoraLike;

    [Setting("Layers that are adapted"), NotEmpty]
    public IReadOnlyList<string> Targets { get; init; } = ["q_proj", "v_proj"];

    // No setting: it cannot be set.
    public double Scaling => Alpha / Rank;
}
