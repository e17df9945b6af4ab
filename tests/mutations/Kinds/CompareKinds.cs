using Colora.Mutations.Mutators;
using Colora.Mutations.Readers;
using Colora.Studies.Comparison;
using Colora.Studies.Planning;
using Colora.Studies.Similarity;

namespace Colora.Mutations.Kinds;

/// <summary>What a comparison leaves, and what is read of it by the next call, by plan and by tables.</summary>
internal static class CompareKinds
{
    /// <summary>What is found damaged is judged or trained again, which costs what a run costs, whatever the file claims.</summary>
    private const long Run = 256L << 20;

    private const string Again = $"compare {Seeds.Comparison} --out compared", Carried = $"compare {Seeds.Comparison} --cells cells --out carried", Tables = "tables tables/page.md";

    public static IEnumerable<FileKind> All =>
    [
        new("compare-cells", "cells", "s") { Change = Found("cells", "*.json"), Commands = [Carried], Allowance = Run },
        new("compare-runs", "compared", "s") { Change = Found("compared/runs", "*.json*"), Commands = [Again], Allowance = Run },
        new("compare-report", "compared") { Change = JsonChange.Of("compared/report.json"), Read = work => DocumentReader.Compare<CompareReport>(Path.Combine(work, "compared/report.json")), Commands = ["plan --pilot compared --target 80"] },
        new("plan", "tables") { Change = JsonChange.Of("tables/plan.json"), Read = work => DocumentReader.Compare<PlanReport>(Path.Combine(work, "tables/plan.json")), Commands = [Tables] },
        new("tables", "tables") { Change = JsonChange.Of("tables/report.json", "tables/demo.json", "tables/rows.jsonl"), Commands = [Tables] },
        new("clusters", "compared") { Change = Found("compared/runs", "clusters.json"), Read = work => DocumentReader.Compare<ClusterPlan>(Directory.GetFiles(Path.Combine(work, "compared/runs"), "clusters.json", SearchOption.AllDirectories)[0]) },
    ];

    /// <summary>Changes one of the files that lie somewhere below a folder.</summary>
    private static Func<string, Random, IReadOnlyList<string>> Found(string folder, string pattern) => (work, random) =>
    {
        var files = Directory.GetFiles(Path.Combine(work, folder), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        return JsonChange.Of(Path.GetRelativePath(work, random.Pick(files)))(work, random);
    };
}
