namespace Colora.Testing.DoublePrecision;

/// <summary>Adapters of any set of linear modules, by module path such as <c>model.layers.0.self_attn.q_proj</c> or <c>lm_head</c>.</summary>
/// <param name="Modules">Factors by module path; a module that is not named stays as it is.</param>
public sealed record DoubleAdapter(SortedDictionary<string, DoubleFactors> Modules)
{
    /// <summary>A deep copy.</summary>
    public DoubleAdapter Copy() => Map(f => f.Copy());

    /// <summary>The same modules and shapes, all zero.</summary>
    public DoubleAdapter Zeros() => Map(f => f.Zeros());

    /// <summary>
    /// Every array under a name of its own: <c>module.A</c>, <c>module.B</c>, <c>module.S</c>, with the user in brackets
    /// (<c>module.S[2]</c>) unless the array is shared.
    /// </summary>
    public IEnumerable<(string Name, double[] Values)> Parameters()
    {
        foreach (var (module, factors) in Modules)
        {
            foreach (var (kind, entries) in new[] { ("A", factors.A), ("B", factors.B), ("S", factors.S ?? []) })
            {
                for (var u = 0; u < entries.Length; u++) yield return (entries.Length == 1 ? $"{module}.{kind}" : $"{module}.{kind}[{u}]", entries[u]);
            }
        }
    }

    private DoubleAdapter Map(Func<DoubleFactors, DoubleFactors> map) =>
        new(new SortedDictionary<string, DoubleFactors>(Modules.ToDictionary(m => m.Key, m => map(m.Value)), StringComparer.Ordinal));
}
