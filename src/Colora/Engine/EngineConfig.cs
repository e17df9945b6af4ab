using Colora.Configuration;

namespace Colora.Engine;

/// <summary>Where and in what precision a run computes. Decided once, at the start of a run.</summary>
public sealed record EngineConfig
{
    /// <summary><c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    [Setting("device that computes: cpu, cuda or cuda:N")]
    [NotEmpty]
    public string Device { get; init; } = "cpu";

    /// <summary>Element type of the frozen base.</summary>
    [Setting("element type of the frozen base; auto = bfloat16 where the processor has it")]
    public WeightType Dtype { get; init; } = WeightType.Auto;

    /// <summary>Threads of the tensor library; 0 = all cores. Results are reproducible for equal thread counts.</summary>
    [Setting("threads of the tensor library; 0 = all cores")]
    [AtLeast(0)]
    [AtMost(1024)]
    public int Threads { get; init; }
}
