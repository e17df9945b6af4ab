using Colora.Configuration;
using Colora.Synthetic.Benchmark;
using Colora.Testing;
using Xunit;

namespace Colora.Synthetic.Tests.Benchmark;

/// <summary>Which benchmarks can be asked for.</summary>
public sealed class BenchmarkRequestTests
{
    private const int Endless = int.MaxValue - 3;

    public static TheoryData<BenchmarkRequest, string, string, string> Refused => new()
    {
        { new() { Seed = -1 }, "--seed", "-1", "0 or more" },
        { new() { Rows = 0 }, "--rows", "0", "multiple of 4" },
        { new() { Rows = 50 }, "--rows", "50", "multiple of 4" },
        { new() { TestRows = -4 }, "--test-rows", "-4", "at least 4" },
        { new() { Tenants = 0 }, "--tenants", "0", "at least 4" },
        { new() { Tenants = 7 }, "--tenants", "7", "multiple of 4" },
        { new() { Tenants = 10 }, "--tenants", "10", "multiple of 4" },
        { new() { Tenants = 244 }, "--tenants", "244", "at most 240" },
        { new() { Family = "ledger" }, "--family", "\"ledger\"", "orders, clinic, fleet, bank, hotel" },
        { new() { Family = "Hotel" }, "--family", "\"Hotel\"", "orders, clinic, fleet, bank, hotel" },
        { new() { Rows = 100_000 }, "--rows", "4804800 rows of 48 tenants", "83333 of each tenant" },
        { new() { Rows = Endless, TestRows = Endless, Tenants = 240 }, "--rows", "1440 tenants", "4000000 rows" },
    };

    public static TheoryData<BenchmarkRequest> Accepted =>
    [
        new BenchmarkRequest(),
        new BenchmarkRequest { Rows = 4, TestRows = 4, Tenants = 4 },
        new BenchmarkRequest { Tenants = 240, Rows = 2676 },
        new BenchmarkRequest { Rows = 83_232 },
        .. BenchmarkRequest.Families.Select(family => new BenchmarkRequest { Family = family }),
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_be_is_refused_in_a_line(
        BenchmarkRequest request, string option, string found, string expected)
    {
        using var folder = new TemporaryFolder();
        var line = Assert.Single(Assert.Throws<ConfigException>(() => HouseRules.Write(folder["data"], request)).Lines);
        Assert.StartsWith(option, line, StringComparison.Ordinal);
        Assert.Contains(found, line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["data"]));
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public void What_is_at_the_limits_is_accepted(BenchmarkRequest request) =>
        Assert.Same(request, request.Validated());

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var request = new BenchmarkRequest { Seed = -1, Rows = 1, TestRows = 2, Tenants = 3, Family = "" };
        var problems = Assert.Throws<ConfigException>(request.Validated).Problems;
        Assert.Equal(
            ["--seed", "--rows", "--test-rows", "--tenants", "--family"], problems.Select(problem => problem.Key));
    }
}
