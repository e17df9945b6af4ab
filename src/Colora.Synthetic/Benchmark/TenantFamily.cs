using Colora.Synthetic.Records;

namespace Colora.Synthetic.Benchmark;

/// <summary>
/// Tenants of one trade: the same kind of input lines, the same layout of answers, and few variants of every other
/// rule.
/// </summary>
/// <param name="Name">Name of the family.</param>
/// <param name="Topics">Its topics, which no other family and not the corpus has.</param>
/// <param name="Input">How its input lines are written.</param>
/// <param name="Variants">Rule sets that its tenants' rules are chosen from, rule by rule; all have the family's
/// layout.</param>
internal sealed record TenantFamily(
    string Name, IReadOnlyList<string> Topics, WritingRules Input, IReadOnlyList<WritingRules> Variants)
{
    private const int VariantCount = 3;
    private static readonly Field[] AllFields = Enum.GetValues<Field>();

    private static readonly (string Name, string Topics)[] Trades =
    [
        ("orders", "billing returns delivery wholesale"),
        ("clinic", "xray surgery bloodtest dental"),
        ("fleet", "tyres engine bodywork gearbox"),
        ("bank", "loans cards fraud savings"),
        ("ledger", "rent wages taxes fuel"),
    ];

    /// <summary>All families of a seed.</summary>
    public static IReadOnlyList<TenantFamily> Of(ulong seed) =>
        [.. Trades.Select(trade => Of(seed, trade.Name, trade.Topics.Split(' ')))];

    private static TenantFamily Of(ulong seed, string name, string[] topics)
    {
        var draw = new Draw(seed, "family " + name);
        var input = new WritingRules(
            PersonStyle.Plain, DateStyle.Plain, QuantityStyle.Plain, CodeStyle.Plain, Routing.Plain(topics),
            InputLayout(draw));
        var layout = Draw.Until(
            () => Layout.Random(draw, AllFields, AllFields.Length, reserved: true),
            drawn => drawn.Labels.Any(label => label.Length > 0));
        var variants = new List<WritingRules>();
        while (variants.Count < VariantCount)
        {
            var rules = House(draw, topics, layout);

            // Variants differ in every rule but the layout, and none is another's opposite.
            if (variants.All(other => Distance(rules, other) && Distance(rules.Inverse(), other))) variants.Add(rules);
        }

        return new TenantFamily(name, topics, input, variants);
    }

    /// <summary>A tenant's rules: one variant for each rule.</summary>
    public WritingRules Choose(IReadOnlyList<int> variantOfRule) => new(
        Variants[variantOfRule[0]].Person, Variants[variantOfRule[1]].Date, Variants[variantOfRule[2]].Quantity,
        Variants[variantOfRule[3]].Code, Variants[variantOfRule[4]].Routing, Variants[0].Layout);

    private static Layout InputLayout(Draw draw)
    {
        var drawn = Layout.Random(draw, AllFields, AllFields.Length, reserved: false);
        return drawn with { Labels = [.. drawn.Labels.Select(_ => "")], Joint = "; " };
    }

    private static WritingRules House(Draw draw, string[] topics, Layout layout) => new(
        Kept(() => PersonStyle.Random(draw, reserved: true), style => style.Inverse()),
        Kept(() => DateStyle.Random(draw, reserved: true), style => style.Inverse()),
        Kept(() => QuantityStyle.Random(draw, reserved: true), style => style.Inverse()),
        Kept(() => CodeStyle.Random(draw, reserved: true), style => style.Inverse()),
        Routing.Random(draw, topics),
        layout);

    /// <summary>A style that is reserved together with its opposite, and differs from it.</summary>
    private static T Kept<T>(Func<T> draw, Func<T, T> inverse) where T : class =>
        Draw.Until(draw, style => Wording.IsReserved(inverse(style).ToString()!) && !inverse(style).Equals(style));

    private static bool Distance(WritingRules one, WritingRules other) =>
        !one.Person.Equals(other.Person) && !one.Date.Equals(other.Date) && !one.Quantity.Equals(other.Quantity)
        && !one.Code.Equals(other.Code) && !one.Routing.Equals(other.Routing);
}
