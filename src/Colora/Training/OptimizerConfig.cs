using Colora.Configuration;

namespace Colora.Training;

/// <summary>AdamW, with rates for the factors A, B and for the cores S apart.</summary>
public sealed record OptimizerConfig
{
    /// <summary>Peak rate of A and B.</summary>
    [Setting("peak learning rate of A and B")]
    [AtLeast(0)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Peak rate of the cores; 5 to 20 times that of the factors is usual.</summary>
    [Setting("peak learning rate of the cores S; 5 to 20 times that of A and B is usual")]
    [AtLeast(0)]
    public double CoreLearningRate { get; init; } = 5e-3;

    /// <summary>Decoupled decay of A and B. Not zero makes sense for LoRA only: for CoLoRA it depends on the gauge.</summary>
    [Setting("decoupled weight decay of A and B (for CoLoRA it depends on the gauge: leave it 0)")]
    [AtLeast(0)]
    [AtMost(1e6)]
    public double WeightDecay { get; init; }

    /// <summary>Decoupled decay of the cores.</summary>
    [Setting("decoupled weight decay of the cores S")]
    [AtLeast(0)]
    [AtMost(1e6)]
    public double CoreWeightDecay { get; init; } = 0.01;

    /// <summary>Decay of the first moment.</summary>
    [Setting("decay of the first moment")]
    [Between(0, 0.999999)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the second moment.</summary>
    [Setting("decay of the second moment")]
    [Between(0, 0.999999)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, added outside the square root after bias correction.</summary>
    [Setting("epsilon, added outside the square root")]
    [Above(0)]
    [AtMost(1)]
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Global norm that gradients are clipped to; 0 = no clipping.</summary>
    [Setting("global gradient norm to clip to; 0 = off")]
    [AtLeast(0)]
    [AtMost(1e9)]
    public double MaxGradNorm { get; init; } = 1;
}
