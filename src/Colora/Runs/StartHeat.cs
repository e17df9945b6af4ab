using System.Globalization;
using System.Text.Json.Serialization;
using Colora.Adapters;
using Colora.Configuration;
using Colora.Methods;

namespace Colora.Runs;

/// <summary>One candidate of the race for the start.</summary>
/// <param name="Start">The start.</param>
/// <param name="Rho">ρ of orthogonal-mix.</param>
/// <param name="CoreRate">Factor of the rate of the cores: 1, or 0 for cores that rest at the identity, for users so
/// alike that one adapter serves them all.</param>
/// <param name="Rank">Rank r; alpha goes with it so that the scaling stays.</param>
/// <param name="Steps">Steps that it was trained.</param>
/// <param name="Loss">Mean over users of the validation loss after them, nats an answer token; infinite where the heat
/// diverged.</param>
public sealed record StartHeat(StartKind Start, double Rho, double CoreRate, int Rank, long Steps, double Loss)
{
    /// <summary>
    /// The same over the rows of each half of the validation rows, by turns in their order; NaN where no user has such.
    /// </summary>
    public IReadOnlyList<double> FoldLosses { get; init; } = [];

    /// <summary>As in "orthogonal-mix ρ=0.7 r=16".</summary>
    [JsonIgnore]
    public string Name
    {
        get
        {
            var rho = Start == StartKind.OrthogonalMix ? string.Create(CultureInfo.InvariantCulture, $" ρ={Rho}") : "";
            var cores = CoreRate == 0 ? " with resting cores" : "";
            return string.Create(CultureInfo.InvariantCulture, $"{EnumName.Of(Start)}{rho}{cores} r={Rank}");
        }
    }

    /// <summary>A config with this start, rank and rate of the cores.</summary>
    public RunConfig Apply(RunConfig config) => config with
    {
        Adapter = OfRank(config.Adapter, Rank),
        Start = config.Start with { Kind = Start, Rho = Rho },
        Optimizer = config.Optimizer with { CoreLearningRate = CoreRate * config.Optimizer.CoreLearningRate },
    };

    /// <summary>An adapter of another rank and the same scaling.</summary>
    private static AdapterConfig OfRank(AdapterConfig adapter, int rank) => adapter with
    {
        Rank = rank,
        Alpha = adapter.UseRsLora ? adapter.Scaling * Math.Sqrt(rank) : adapter.Scaling * rank,
    };
}
