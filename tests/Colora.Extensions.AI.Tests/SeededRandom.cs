using Colora.Engine;

namespace Colora.Extensions.AI.Tests;

/// <summary>Numbers that are the same in every run.</summary>
public sealed class SeededRandom(int seed)
{
    private ulong state = (ulong)SeedSequence.Derive(seed, "desk");

    public int Below(int limit) => (int)(SeedSequence.Next(ref state) % (ulong)limit);
}
