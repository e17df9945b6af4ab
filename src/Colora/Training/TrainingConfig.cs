using Colora.Configuration;
using Colora.Data;

namespace Colora.Training;

/// <summary>Length and make-up of the training.</summary>
public sealed record TrainingConfig : IChecked
{
    /// <summary>Optimizer steps; 0 = by <see cref="Epochs"/>.</summary>
    [Setting("optimizer steps; 0 = by epochs", Unit = "steps")]
    [AtLeast(0)]
    [AtMost(1e9)]
    public int Steps { get; init; }

    /// <summary>Passes over all rows, where <see cref="Steps"/> is 0.</summary>
    [Setting("passes over all rows, where steps is 0")]
    [Above(0)]
    [AtMost(1e6)]
    public double Epochs { get; init; } = 3;

    /// <summary>Rows of one forward pass, users mixed.</summary>
    [Setting("rows of one forward pass, users mixed", Unit = "rows")]
    [AtLeast(1)]
    [AtMost(65536)]
    public int BatchSize { get; init; } = 16;

    /// <summary>Forward passes of one optimizer step.</summary>
    [Setting("forward passes of one optimizer step")]
    [AtLeast(1)]
    [AtMost(4096)]
    public int GradientAccumulation { get; init; } = 1;

    /// <summary>Rows of one optimizer step.</summary>
    public int RowsPerStep => BatchSize * GradientAccumulation;

    /// <summary>How users take turns.</summary>
    [Setting("how users take turns: balanced (equally often) or proportional (by rows)")]
    public Sampling Sampling { get; init; } = Sampling.Balanced;

    /// <summary>Which kinds of factor a step trains.</summary>
    [Setting("joint, or a repeating pattern of the kinds a step trains, such as SSBSSA")]
    [NotEmpty]
    public string Phases { get; init; } = "joint";

    /// <summary>The one seed: split, start, order, dropout.</summary>
    [Setting("the one seed of the run: rows, start, order, dropout")]
    [AtLeast(0)]
    public long Seed { get; init; }

    /// <inheritdoc />
    public IEnumerable<ConfigProblem> Check()
    {
        if (Phases != "joint" && Phases.Any(letter => letter is not ('A' or 'S' or 'B')))
            yield return new ConfigProblem("", "phases", $"\"{Phases}\"", "joint or a pattern of the letters A, S, B such as SSBSSA", "");
    }
}
