namespace Colora.Mutations;

/// <summary>Something that must not come of a file.</summary>
/// <param name="Mutant">Number of the mutant.</param>
/// <param name="What">What happened.</param>
internal sealed record Fault(int Mutant, string What)
{
    /// <inheritdoc />
    public override string ToString() => $"mutant {Mutant}: {What}";
}
