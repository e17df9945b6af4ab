using Colora.Configuration;
using Colora.Data;
using Colora.Methods;
using Colora.Runs;
using Colora.Training;

namespace Colora;

/// <summary>How tenants are trained. What is not here is set by <see cref="Configure"/>: the config has every setting that the command line has.</summary>
public sealed record TrainingOptions
{
    /// <summary>What tenants share and how they are trained together.</summary>
    public Method Method { get; init; } = new ColoraMethod();

    /// <summary>Rank r of the factors.</summary>
    public int Rank { get; init; } = 32;

    /// <summary>Scaling s = alpha / rank.</summary>
    public double Alpha { get; init; } = 32;

    /// <summary>Optimizer steps; 0 = by <see cref="Epochs"/>.</summary>
    public int Steps { get; init; }

    /// <summary>Passes over all rows, where no steps are given.</summary>
    public double Epochs { get; init; } = 3;

    /// <summary>Rows of each tenant kept for choosing steps and start: a share below 1, or a number of rows; 0 = all are trained on, and the last step counts.</summary>
    public double Validation { get; init; }

    /// <summary>The one seed.</summary>
    public long Seed { get; init; }

    /// <summary>Where the run lies from its first step on, so that it can be resumed; none = in a temporary folder, which is deleted with the tenants unless they are saved.</summary>
    public string? Folder { get; init; }

    /// <summary>Changes the config that comes of the options.</summary>
    public Func<RunConfig, RunConfig>? Configure { get; init; }

    /// <summary>The config.</summary>
    /// <param name="model">The base by name, revision and engine.</param>
    /// <param name="rows">Name of the rows.</param>
    /// <exception cref="ConfigException">Options are out of range; all that is wrong is told.</exception>
    internal RunConfig ToConfig(RunConfig model, string rows)
    {
        var config = model with
        {
            Data = new DataConfig { Path = rows, Validation = Validation, TestShare = 0 },
            Adapter = new AdapterConfig { Method = Method, Rank = Rank, Alpha = Alpha },
            Training = new TrainingConfig { Steps = Steps, Epochs = Epochs, Seed = Seed },
        };
        return ConfigReader.Amend(Configure is null ? config : Configure(config), []);
    }
}
