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
    /// <summary>Topics of a trade.</summary>
    public const int TopicCount = 4;

    /// <summary>Trades that the preset of mixed trades is made of.</summary>
    public const int MixedTrades = 4;

    /// <summary>Rules of a house of which there are variants: all but the layout.</summary>
    public const int ChosenRules = 5;

    /// <summary>Variants of each of those rules.</summary>
    public const int VariantCount = 3;

    /// <summary>Houses that a family can have without two that are the same: 3⁵.</summary>
    public const int Combinations = VariantCount * VariantCount * VariantCount * VariantCount * VariantCount;

    private static readonly Field[] AllFields = Enum.GetValues<Field>();

    private static readonly Trade[] Usual =
    [
        new("orders", ["billing", "returns", "delivery", "wholesale"]),
        new("clinic", ["xray", "surgery", "bloodtest", "dental"]),
        new("fleet", ["tyres", "engine", "bodywork", "gearbox"]),
        new("bank", ["loans", "cards", "fraud", "savings"]),
    ];

    /// <summary>Trades that no benchmark has but the one that is asked for them.</summary>
    private static readonly Trade[] Further =
    [
        new("hotel", ["breakfast", "minibar", "banquet", "checkout"]),
    ];

    private static readonly Trade Opposed = new("ledger", ["rent", "wages", "taxes", "fuel"]);

    /// <summary>Trades that a benchmark can be asked for.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Usual.Concat(Further).Select(trade => trade.Name)];

    /// <summary>
    /// All families of a seed: those that the preset of mixed trades is made of, and, last, the one of opposites.
    /// </summary>
    /// <param name="seed">The seed.</param>
    /// <param name="asked">The trade that is asked for; it takes the first one's place if it is not among the usual
    /// ones.</param>
    public static IReadOnlyList<TenantFamily> Of(ulong seed, string asked)
    {
        var further = Array.Find(Further, trade => trade.Name == asked);
        Trade[] trades = further is null ? Usual : [further, .. Usual.Skip(1)];
        return [.. trades.Append(Opposed).Select(trade => Of(seed, trade))];
    }

    private static TenantFamily Of(ulong seed, Trade trade)
    {
        var (name, topics) = trade;
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

    private static WritingRules House(Draw draw, IReadOnlyList<string> topics, Layout layout) => new(
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
