using System.Globalization;
using Colora.Configuration;

namespace Colora.Synthetic.Benchmark;

/// <summary>How large a house-rules benchmark is, and of which trade most of its tenants are.</summary>
public sealed record BenchmarkRequest
{
    /// <summary>Sets of K tenants: each trade of mixed, the twins, the opposites.</summary>
    private const int Groups = TenantFamily.MixedTrades + 2;

    /// <summary>Rows of all tenants together; the inputs of all labelled ones are held in memory.</summary>
    private const long MostRows = 4_000_000;

    private const int TenantStep = TenantFamily.MixedTrades;

    private const int MostTenants = TenantFamily.Combinations / TenantStep * TenantStep;

    /// <summary>
    /// Names that <see cref="Family"/> may have: <c>orders</c>, <c>clinic</c>, <c>fleet</c>, <c>bank</c>,
    /// <c>hotel</c>.
    /// </summary>
    public static IReadOnlyList<string> Families { get; } = TenantFamily.Names;

    /// <summary>Seed of families, rules and rows; 0 or more; 0 by default.</summary>
    public long Seed { get; init; }

    /// <summary>
    /// Labelled rows of each tenant: a multiple of 4, since each of a trade's four topics comes equally often; 64 by
    /// default.
    /// </summary>
    public int Rows { get; init; } = 64;

    /// <summary>Test rows of each tenant, a multiple of 4 as well; 100 by default.</summary>
    public int TestRows { get; init; } = 100;

    /// <summary>
    /// Tenants of each trade and of each preset, K: a multiple of 4 up to 240, since <c>mixed</c> has a quarter from
    /// each of four trades, <c>opposite-rules</c> has pairs, and no two houses of a trade have the same of its
    /// 3⁵ = 243 combinations of rules; 8 by default.
    /// </summary>
    public int Tenants { get; init; } = 8;

    /// <summary>
    /// Trade of <c>same-family</c> and <c>same-rules</c>, one of <see cref="Families"/>. One that is no trade of
    /// <c>mixed</c> by itself (<c>hotel</c>) takes the place of <c>orders</c> there. <c>orders</c> by default.
    /// </summary>
    public string Family { get; init; } = "orders";

    /// <summary>This request, if nothing is wrong with it.</summary>
    /// <exception cref="ConfigException">One line for each mistake, with what to change.</exception>
    public BenchmarkRequest Validated()
    {
        var problems = new List<ConfigProblem>();
        if (Seed < 0) Add(problems, "--seed", Seed, "0 or more", "");
        CheckRows(problems, "--rows", Rows);
        CheckRows(problems, "--test-rows", TestRows);
        CheckTenants(problems);
        if (!Families.Contains(Family))
        {
            var known = $"one of {string.Join(", ", Families)}";
            problems.Add(new ConfigProblem("--family", $"\"{Family}\"", known, ""));
        }

        if (problems.Count == 0) CheckSize(problems);
        return problems.Count == 0 ? this : throw new ConfigException(problems);
    }

    private static void CheckRows(List<ConfigProblem> problems, string key, int rows)
    {
        const int Topics = TenantFamily.TopicCount;
        if (rows < Topics || rows % Topics != 0)
        {
            var expected =
                $"a multiple of {Topics}, at least {Topics}: each of a trade's {Topics} topics equally often";
            Add(problems, key, rows, expected, "");
        }
    }

    private void CheckTenants(List<ConfigProblem> problems)
    {
        if (Tenants < TenantStep || Tenants % TenantStep != 0)
        {
            var expected =
                $"a multiple of {TenantStep}, at least {TenantStep}: mixed has as many of each of {TenantStep} trades";
            Add(problems, "--tenants", Tenants, expected, "");
        }
        else if (Tenants > MostTenants)
        {
            var expected = $"at most {MostTenants}: a trade has {TenantFamily.Combinations} combinations of rules, "
                + "and no two of its houses have the same";
            Add(problems, "--tenants", Tenants, expected, "");
        }
    }

    /// <summary>There are some 10¹⁹ inputs of a topic: memory ends long before them.</summary>
    private void CheckSize(List<ConfigProblem> problems)
    {
        var tenants = Groups * Tenants;
        var rows = tenants * ((long)Rows + TestRows);
        if (rows <= MostRows) return;
        problems.Add(new ConfigProblem(
            "--rows, --test-rows, --tenants",
            $"{rows} rows of {tenants} tenants",
            $"at most {MostRows} rows, {MostRows / tenants} of each tenant",
            "lower one of them"));
    }

    private static void Add(List<ConfigProblem> problems, string key, long found, string expected, string remedy) =>
        problems.Add(new ConfigProblem(key, found.ToString(CultureInfo.InvariantCulture), expected, remedy));
}
