using System.Text.Json;
using Colora.Data;
using Colora.Formats.Datasets;
using Colora.Synthetic.Benchmark;
using Colora.Testing;
using Xunit;

namespace Colora.Synthetic.Tests.Benchmark;

/// <summary>The benchmark's dial, its split, and that its rows follow from the seed.</summary>
public sealed class HouseRulesTests
{
    [Fact]
    public void The_same_seed_gives_the_same_files()
    {
        using var folder = new TemporaryFolder();
        string one = folder["one"], two = folder["two"];
        HouseRules.Write(one, 5);
        HouseRules.Write(two, 5);
        var files = Directory.GetFiles(one, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        Assert.True(files.Count > 60);
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(two, Path.GetRelativePath(one, file)))));
    }

    [Fact]
    public void No_test_input_is_a_training_input_of_any_tenant()
    {
        using var folder = new TemporaryFolder();
        var users = Write(folder, 0);
        Assert.True(users.Count >= 24);
        Assert.All(users, user => Assert.Equal((HouseRules.TrainRows, HouseRules.TestRows), (user.Train.Count, user.Test!.Count)));
        var training = users.SelectMany(user => user.Train).Select(row => row.Input).ToHashSet();
        Assert.DoesNotContain(users.SelectMany(user => user.Test!), row => training.Contains(row.Input));
    }

    [Theory]
    [InlineData("same-rules", 1, 1)]
    [InlineData("same-family", 1.0 / 6, 0.84)]
    [InlineData("mixed", 0, 0.84)]
    [InlineData("opposite-rules", -1, 0.84)]
    public void A_preset_turns_the_dial(string preset, double least, double most)
    {
        using var folder = new TemporaryFolder();
        Write(folder, 0);
        var root = folder["data"];
        var names = PresetsFile.Read(Path.Combine(root, "presets.json"))[preset].Tasks;
        Assert.Equal(8, names.Count);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "similarity.json")));
        var all = json.RootElement.GetProperty("tenants").EnumerateArray().Select(name => name.GetString()).ToList();
        var between = names.SelectMany(one => names.Where(other => other != one).Select(other =>
            json.RootElement.GetProperty("similarity")[all.IndexOf(one)][all.IndexOf(other)].GetDouble())).ToList();
        Assert.All(between, similarity => Assert.InRange(similarity, least - 1e-3, most + 1e-3));
        Assert.Equal(least, between.Min(), 3);
    }

    [Fact]
    public void Answers_of_one_input_differ_where_rules_differ()
    {
        using var folder = new TemporaryFolder();
        var users = Write(folder, 0);
        var lengths = users.SelectMany(user => user.Train).Select(row => row.Output.Length).ToList();
        Assert.InRange(lengths.Average(), 25, 80);
        Assert.All(users, user => Assert.True(user.Train.Select(row => row.Output).Distinct().Count() > HouseRules.TrainRows - 4));
    }

    private static IReadOnlyList<UserRows> Write(TemporaryFolder folder, ulong seed)
    {
        var root = folder["data"];
        HouseRules.Write(root, seed);
        return DataSource.Read(new DataConfig { Path = Path.Combine(root, HouseRules.Collection) });
    }
}
