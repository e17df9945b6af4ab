namespace Colora.Mutations;

/// <summary>What came of the mutants of a kind.</summary>
internal sealed class Tally
{
    /// <summary>All that were read.</summary>
    public int Mutants { get; private set; }

    /// <summary>Those that were read as they stand.</summary>
    public int Accepted { get; private set; }

    /// <summary>Those that were refused in one line.</summary>
    public int Refused { get; private set; }

    /// <summary>The others.</summary>
    public List<Fault> Faults { get; } = [];

    /// <summary>Longest time for one, in seconds.</summary>
    public double Slowest { get; private set; }

    /// <summary>Most memory that one took above twice the size of its files, in bytes.</summary>
    public long MostOver { get; private set; }

    /// <summary>Share of the accepted, in per cent.</summary>
    public double Share => Mutants == 0 ? 0 : 100.0 * Accepted / Mutants;

    /// <summary>Counts one.</summary>
    public void Add(Verdict verdict)
    {
        Slowest = Math.Max(Slowest, verdict.Seconds);
        MostOver = Math.Max(MostOver, verdict.Over);
        if (verdict.Mutant >= 0) Mutants++;
        if (verdict.Outcome == Outcome.Fault) Faults.Add(new Fault(verdict.Mutant, verdict.Text));
        else if (verdict.Mutant < 0 && verdict.Outcome == Outcome.Refused) Faults.Add(new Fault(verdict.Mutant, $"the seed itself is refused: {verdict.Text}"));
        else if (verdict.Outcome == Outcome.Refused) Refused++;
        else if (verdict.Mutant >= 0) Accepted++;
    }
}
