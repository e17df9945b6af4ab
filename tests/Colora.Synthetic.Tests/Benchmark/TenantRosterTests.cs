using Colora.Synthetic.Benchmark;
using Colora.Synthetic.Corpus;
using Colora.Synthetic.Records;
using Colora.Testing;
using Xunit;

namespace Colora.Synthetic.Tests.Benchmark;

/// <summary>Who is in a benchmark, and that trades have nothing in common with each other or the corpus.</summary>
public sealed class TenantRosterTests
{
    private static readonly BenchmarkRequest Most = new() { Tenants = 240 };

    [Theory]
    [InlineData("orders")]
    [InlineData("hotel")]
    public void As_many_houses_as_there_can_be_all_differ(string family)
    {
        var roster = new TenantRoster(Most with { Family = family });
        var groups = roster.All.Except(roster.SameRules).GroupBy(tenant => tenant.Family.Name).ToList();
        Assert.Equal([family, "clinic", "fleet", "bank", "ledger"], groups.Select(group => group.Key));
        var different = groups.Select(group => group.Select(tenant => tenant.Rules).Distinct().Count());
        Assert.All(different, count => Assert.Equal(Most.Tenants, count));
        Assert.Equal(roster.All.Count, roster.All.Select(tenant => tenant.Name).Distinct().Count());
    }

    [Fact]
    public void Twins_have_the_rules_of_the_first_house_of_the_trade()
    {
        foreach (var family in BenchmarkRequest.Families)
        {
            var roster = new TenantRoster(new BenchmarkRequest { Seed = 3, Family = family });
            Assert.Equal(family + "-1", roster.SameFamily[0].Name);
            Assert.All(roster.SameRules, twin => Assert.Equal(roster.SameFamily[0].Rules, twin.Rules));
            Assert.All(roster.SameRules, twin => Assert.Equal(family, twin.Family.Name));
        }
    }

    [Fact]
    public void The_second_of_a_pair_turns_the_first_round()
    {
        var pairs = new TenantRoster(new BenchmarkRequest { Tenants = 16 }).Opposites.Chunk(2).ToList();
        Assert.Equal(8, pairs.Count);
        Assert.All(pairs, pair => Assert.Equal(pair[0].Rules.Inverse(), pair[1].Rules));
    }

    [Fact]
    public void A_hotel_writes_as_no_house_of_another_trade()
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var hotels = new TenantRoster(Most with { Seed = seed, Family = "hotel" });
            var usual = new TenantRoster(Most with { Seed = seed });
            var layout = Assert.Single(hotels.SameFamily.Select(tenant => tenant.Rules.Layout).Distinct());
            Assert.DoesNotContain(layout, usual.All.Select(tenant => tenant.Rules.Layout));
            Assert.Empty(hotels.SameFamily.Select(Codes).Intersect(usual.All.Select(Codes)));
        }
    }

    [Fact]
    public void No_topic_is_another_trades_or_in_the_corpus()
    {
        var trades = BenchmarkRequest.Families
            .SelectMany(family => new TenantRoster(new BenchmarkRequest { Family = family }).All)
            .Select(tenant => tenant.Family)
            .DistinctBy(family => family.Name)
            .ToList();
        Assert.Equal(BenchmarkRequest.Families.Count + 1, trades.Count);
        Assert.All(trades, trade => Assert.Equal(TenantFamily.TopicCount, trade.Topics.Count));
        var topics = trades.SelectMany(trade => trade.Topics).ToList();
        Assert.Equal(topics.Count, topics.Distinct().Count());
        var labels = Words.Labels.Values.SelectMany(words => words);
        Assert.Empty(topics.Intersect([.. Words.Topics, .. Words.Units, .. labels]));

        using var folder = new TemporaryFolder();
        CorpusFolder.Write(folder["corpus"], 1, 30_000);
        var text = File.ReadAllText(folder["corpus", CorpusFolder.FileName]);
        var hotel = trades.Single(trade => trade.Name == "hotel");
        Assert.DoesNotContain(hotel.Topics, topic => text.Contains(topic, StringComparison.OrdinalIgnoreCase));
    }

    private static string Codes(Synthetic.Benchmark.Tenant tenant) => string.Join(' ', tenant.Rules.Routing.Codes);
}
