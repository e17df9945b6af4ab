using System.Globalization;
using System.Text.Json.Nodes;

namespace Colora.Synthetic.Benchmark;

/// <summary><c>presets.json</c>: the sets of tenants that are trained together.</summary>
internal static class PresetsDocument
{
    private static readonly string[] NumberWords =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    /// <summary>The document, from the same house rules to opposite ones.</summary>
    public static JsonObject Of(TenantRoster roster)
    {
        var tenants = roster.SameRules.Count;
        var ofEach = Counted(tenants / TenantFamily.MixedTrades, "house");
        return new JsonObject
        {
            ["note"] = $"Sets of {Counted(tenants, "tenant")}, from the same house rules to opposite ones.",
            ["presets"] = new JsonArray(
                Preset(
                    "same-rules", "very high",
                    $"{Counted(tenants, "house")} with the same rules and rows of their own", roster.SameRules),
                Preset(
                    "same-family", "medium", "one trade: the same layout, each other rule one of three variants",
                    roster.SameFamily),
                Preset("mixed", "low", $"{ofEach} of each of four trades", roster.Mixed),
                Preset(
                    "opposite-rules", "adversarial",
                    $"{Counted(tenants / 2, "pair")} whose rules are each other's opposites", roster.Opposites)),
        };
    }

    private static JsonObject Preset(string name, string similarity, string why, IReadOnlyList<Tenant> tenants) => new()
    {
        ["name"] = name,
        ["collection"] = HouseRules.Collection,
        ["similarity"] = similarity,
        ["why"] = why,
        ["tasks"] = new JsonArray([.. tenants.Select(tenant => (JsonNode)tenant.Name)]),
        ["all_open_licence"] = true,
    };

    private static string Counted(int count, string what)
    {
        var number = count < NumberWords.Length ? NumberWords[count] : count.ToString(CultureInfo.InvariantCulture);
        return count == 1 ? $"{number} {what}" : $"{number} {what}s";
    }
}
