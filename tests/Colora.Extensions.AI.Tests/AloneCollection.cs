using Xunit;

namespace Colora.Extensions.AI.Tests;

/// <summary>Tests that count all live tensors of the process: nothing else may run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
