using System.Globalization;
using Colora.Configuration;

namespace Colora.Training;

/// <summary>AdamW or Muon, with rates for the factors A, B and for the cores S apart.</summary>
public sealed record OptimizerConfig
{
    /// <summary>What turns gradients into steps.</summary>
    [Setting("optimizer: muon (every direction of a factor moves alike, whatever the size of its gradient) or adamw")]
    public OptimizerKind Kind { get; init; } = OptimizerKind.Muon;

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

    /// <summary>μ, Nesterov's momentum of Muon; 0 = none.</summary>
    [Setting("muon: Nesterov's momentum; 0 = none")]
    [Between(0, 0.999999)]
    public double Momentum { get; init; }

    /// <summary>Decay of the first moment.</summary>
    [Setting("adamw: decay of the first moment")]
    [Between(0, 0.999999)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the second moment.</summary>
    [Setting("adamw: decay of the second moment")]
    [Between(0, 0.999999)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε: of AdamW added outside the square root after bias correction, of Muon to a gradient's norm.</summary>
    [Setting("epsilon, added outside the square root (adamw) or to a gradient's norm (muon)")]
    [Above(0)]
    [AtMost(1)]
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Global norm that gradients are clipped to; 0 = no clipping.</summary>
    [Setting("global gradient norm to clip to; 0 = off")]
    [AtLeast(0)]
    [AtMost(1e9)]
    public double MaxGradNorm { get; init; } = 1;

    /// <summary>What steps, and how fast, in a line.</summary>
    internal string Sentence() => string.Create(
        CultureInfo.InvariantCulture,
        $"{EnumName.Of(Kind)} moves A and B by at most {LearningRate} a step, cores by {CoreLearningRate} (optimizer.kind, learning_rate, core_learning_rate)");
}
