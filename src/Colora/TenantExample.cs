using Colora.Formats.Jsonl;

namespace Colora;

/// <summary>One labelled example of one tenant.</summary>
/// <param name="Tenant">Whose it is; a name that can be a file name.</param>
/// <param name="Input">What the model is given; empty only beside an instruction.</param>
/// <param name="Output">What it is to answer.</param>
public sealed record TenantExample(string Tenant, string Input, string Output)
{
    /// <summary>What to do with the input; none = the input says it all.</summary>
    public string? Instruction { get; init; }

    /// <summary>All accepted answers, for judging; <see cref="Output"/> alone where none are given.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    internal ExampleRecord ToRecord(int number) => new(Input, Output, References.Count > 0 ? References : [Output], Instruction, Tenant, number);
}
