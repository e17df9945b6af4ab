using System.Text.Json;
using Colora.Data;
using Colora.Formats.Datasets;
using Colora.Formats.Jsonl;
using Colora.Synthetic.Benchmark;
using Colora.Testing;
using Xunit;

namespace Colora.Synthetic.Tests.Benchmark;

/// <summary>The benchmark's dial, its split, its sizes, and that its rows follow from the seed.</summary>
public sealed class HouseRulesTests
{
    private static readonly BenchmarkRequest Default = new();
    private static readonly BenchmarkRequest Larger = new() { Rows = 256, TestRows = 120, Tenants = 16 };

    public static TheoryData<BenchmarkRequest> Requests =>
        [Default, Default with { Seed = 5, Rows = 128, Family = "clinic" }, Larger with { Family = "hotel" }];

    [Fact]
    public void The_same_seed_gives_the_same_files()
    {
        using var folder = new TemporaryFolder();
        string one = folder["one"], two = folder["two"];
        HouseRules.Write(one, new BenchmarkRequest { Seed = 5 });
        HouseRules.Write(two, new BenchmarkRequest { Seed = 5 });
        var files = Directory.GetFiles(one, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        Assert.True(files.Count > 60);
        Assert.All(files, file => Assert.Equal(
            File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(two, Path.GetRelativePath(one, file)))));
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void No_test_input_is_a_training_input_of_any_tenant(BenchmarkRequest request)
    {
        using var folder = new TemporaryFolder();
        var users = Write(folder, request);
        Assert.Equal(6 * request.Tenants, users.Count);
        Assert.All(users, user => Assert.Equal((request.Rows, request.TestRows), (user.Train.Count, user.Test!.Count)));
        var training = users.SelectMany(user => user.Train).Select(row => row.Input).ToHashSet();
        Assert.DoesNotContain(users.SelectMany(user => user.Test!), row => training.Contains(row.Input));
        foreach (var tenant in new TenantRoster(request).All)
        {
            var user = users.Single(user => user.User == tenant.Name);
            RequireVariety(user.Train, tenant.Family.Topics);
            RequireVariety(user.Test!, tenant.Family.Topics);
        }
    }

    [Theory]
    [InlineData("orders")]
    [InlineData("hotel")]
    public void More_rows_and_more_tenants_begin_with_the_fewer(string family)
    {
        using var small = new TemporaryFolder();
        using var large = new TemporaryFolder();
        var few = Write(small, Default with { Family = family });
        var many = Write(large, Larger with { Family = family }).ToDictionary(user => user.User);
        foreach (var user in few)
        {
            Assert.Equal(Texts(user.Train), Texts(many[user.User].Train).Take(user.Train.Count));
            Assert.Equal(Texts(user.Test!), Texts(many[user.User].Test!).Take(user.Test!.Count));
        }
    }

    [Fact]
    public void Another_trade_leaves_the_tenants_of_the_others_as_they_are()
    {
        using var usual = new TemporaryFolder();
        using var other = new TemporaryFolder();
        var before = Write(usual, Default);
        var after = Write(other, Default with { Family = "hotel" }).ToDictionary(user => user.User);
        foreach (var user in before.Where(user => user.User.Split('-')[0] is not ("orders" or "twin")))
        {
            Assert.Equal(Texts(user.Train), Texts(after[user.User].Train));
            Assert.Equal(Texts(user.Test!), Texts(after[user.User].Test!));
        }

        Assert.DoesNotContain(after.Keys, name => name.StartsWith("orders", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(8, "orders", 0)]
    [InlineData(16, "hotel", -1.0 / 6)] // two houses of different trades turn one rule round, by chance
    public void Presets_turn_the_dial(int tenants, string family, double leastOfMixed)
    {
        using var folder = new TemporaryFolder();
        Write(folder, new BenchmarkRequest { Tenants = tenants, Family = family });
        var root = folder["data"];
        var presets = PresetsFile.Read(Path.Combine(root, PresetsFile.FileName));
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "similarity.json")));
        var all = json.RootElement.GetProperty("tenants").EnumerateArray().Select(name => name.GetString()).ToList();
        Check("same-rules", 1, 1);
        Check("same-family", 1.0 / 6, 0.84);
        Check("mixed", leastOfMixed, 0.84);
        Check("opposite-rules", -1, 0.84);

        void Check(string preset, double least, double most)
        {
            var names = presets[preset].Tasks;
            Assert.Equal(tenants, names.Count);
            var between = names.SelectMany(one => names.Where(other => other != one).Select(other =>
                json.RootElement.GetProperty("similarity")[all.IndexOf(one)][all.IndexOf(other)].GetDouble())).ToList();
            Assert.All(between, similarity => Assert.InRange(similarity, least - 1e-3, most + 1e-3));
            Assert.Equal(least, between.Min(), 3);
        }
    }

    [Theory]
    [InlineData(4, "orders", "four houses", "one house of each", "two pairs")]
    [InlineData(8, "clinic", "eight houses", "two houses of each", "four pairs")]
    [InlineData(12, "bank", "twelve houses", "three houses of each", "six pairs")]
    [InlineData(16, "hotel", "16 houses", "four houses of each", "eight pairs")]
    public void Presets_are_read_with_their_rows_and_say_their_sizes(
        int tenants, string family, string twins, string ofEach, string pairs)
    {
        using var folder = new TemporaryFolder();
        var request = new BenchmarkRequest { Rows = 8, TestRows = 4, Tenants = tenants, Family = family };
        Write(folder, request);
        var presets = PresetsFile.Read(Path.Combine(folder["data"], PresetsFile.FileName));
        Assert.Equal(
            ["same-rules", "same-family", "mixed", "opposite-rules"], presets.Presets.Select(preset => preset.Name));
        Assert.StartsWith(twins, presets["same-rules"].Why, StringComparison.Ordinal);
        Assert.StartsWith(ofEach, presets["mixed"].Why, StringComparison.Ordinal);
        Assert.StartsWith(pairs, presets["opposite-rules"].Why, StringComparison.Ordinal);
        Assert.Equal(Numbered(family, tenants), presets["same-family"].Tasks);
        Assert.Equal(Numbered("twin", tenants), presets["same-rules"].Tasks);
        Assert.Equal(Numbered("ledger", tenants), presets["opposite-rules"].Tasks);
        string[] trades = [family == "hotel" ? "hotel" : "orders", "clinic", "fleet", "bank"];
        Assert.Equal(trades.SelectMany(trade => Numbered(trade, tenants / 4)), presets["mixed"].Tasks);
        foreach (var preset in presets.Presets)
        {
            var users = DataSource.Read(new DataConfig { Path = folder["data"], Preset = preset.Name });
            Assert.Equal(preset.Tasks, users.Select(user => user.User));
            Assert.All(users, user => Assert.Equal((8, 4), (user.Train.Count, user.Test!.Count)));
        }
    }

    [Fact]
    public void Answers_of_one_input_differ_where_rules_differ()
    {
        using var folder = new TemporaryFolder();
        var users = Write(folder, Default);
        var lengths = users.SelectMany(user => user.Train).Select(row => row.Output.Length).ToList();
        Assert.InRange(lengths.Average(), 25, 80);
        var different = users.Select(user => user.Train.Select(row => row.Output).Distinct().Count());
        Assert.All(different, count => Assert.True(count > Default.Rows - 4));
    }

    private static IReadOnlyList<UserRows> Write(TemporaryFolder folder, BenchmarkRequest request)
    {
        var root = folder["data"];
        HouseRules.Write(root, request);
        return DataSource.Read(new DataConfig { Path = Path.Combine(root, HouseRules.Collection) });
    }

    /// <summary>No input comes twice, and every topic as often as the others.</summary>
    private static void RequireVariety(IReadOnlyList<ExampleRecord> rows, IReadOnlyList<string> topics)
    {
        var inputs = rows.Select(row => row.Input).ToList();
        Assert.Equal(inputs.Count, inputs.Distinct().Count());
        var ofEach = topics.Select(topic => inputs.Count(input => input.Split("; ").Contains(topic)));
        Assert.Equal(Enumerable.Repeat(inputs.Count / topics.Count, topics.Count), ofEach);
    }

    private static IEnumerable<(string, string)> Texts(IEnumerable<ExampleRecord> rows) =>
        rows.Select(row => (row.Input, row.Output));

    private static IEnumerable<string> Numbered(string group, int count) =>
        Enumerable.Range(1, count).Select(number => $"{group}-{number}");
}
