using Colora.Configuration;

namespace Colora.Training;

/// <summary>
/// How far users' cores move apart. Where tasks are the same, cores that are free learn the noise of few rows; where they
/// differ, tied cores lose what tells users apart. Halves of the users' training rows tell which it is
/// (docs/results/auto.md).
/// </summary>
public sealed record CoresConfig
{
    /// <summary>How far.</summary>
    [Setting("how far cores move apart: measured (as far as halves of the users' rows agree), whole or none")]
    public CoreFreedom Freedom { get; init; } = CoreFreedom.Measured;

    /// <summary>Share of the steps after which it is measured; until then cores are tied.</summary>
    [Setting("share of the steps after which freedom is measured; cores are tied until then")]
    [Between(0, 1)]
    public double TiedShare { get; init; } = 0.1;
}
