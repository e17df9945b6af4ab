using Colora.Adapters;
using Colora.Configuration;
using Colora.Federation;
using Colora.Methods;
using Colora.Runs;
using Colora.Studies.Comparison;
using Colora.Synthetic.Embedded;
using Xunit;

namespace Colora.Tests.Methods;

/// <summary>The list of methods, and one from outside.</summary>
public sealed class MethodTests
{
    [Fact]
    public void Every_method_is_told_by_name_formula_and_source_and_found_by_its_name()
    {
        Assert.True(Method.All.Count >= 19);
        Assert.Equal(Method.All.Count, Method.All.Select(method => method.Name).Distinct().Count());
        foreach (var method in Method.All)
        {
            Assert.Equal(method, Method.Find(method.Name));
            Assert.Equal(method.Name, method.ToString());
            Assert.False(string.IsNullOrWhiteSpace(method.Formula) || string.IsNullOrWhiteSpace(method.Source), method.Name);
            Assert.True(method.Ownership.HasHeads || method.Trained.All(kind => method.Ownership[kind] != Owner.None), method.Name);
            Assert.False(method.NeedsRounds && method.NeedsOnePlace, method.Name);
            Assert.All(method.Sharing.Kinds, kind => Assert.NotEqual(Owner.None, method.Ownership[kind]));
        }
    }

    [Fact]
    public void Methods_of_one_type_are_one_method()
    {
        Assert.Equal(new LocalMethod(), Method.Named("local"));
        Assert.NotEqual<Method>(new LocalMethod(), new PooledMethod());
        Assert.Equal(new RunConfig().Adapter.Method, new ColoraMethod());
    }

    [Fact]
    public void A_method_of_ones_own_is_named_in_configs_once_it_is_registered()
    {
        var method = new SharedDownMethod();
        Method.Register(method);
        Method.Register(new SharedDownMethod());
        var config = ConfigReader.Amend(EmbeddedFiles.Config, ["adapter.method=test-shared-down"]);
        Assert.Equal(method, config.Adapter.Method);
        Assert.Contains("method: test-shared-down", ConfigWriter.ToYaml(config), StringComparison.Ordinal);
        Assert.Contains("rounds.rounds", Assert.Throws<ConfigException>(() => ConfigReader.Amend(EmbeddedFiles.Config, ["adapter.method=fedit"])).Message, StringComparison.Ordinal);
        Assert.Equal(method, CompareArm.Parse("test-shared-down").Method);
    }

    [Fact]
    public void A_name_that_is_taken_or_no_name_is_refused()
    {
        Assert.Contains("\"local\" already", Assert.Throws<ArgumentException>(() => Method.Register(new SharedDownMethod { Called = "local" })).Message, StringComparison.Ordinal);
        Assert.Contains("no name", Assert.Throws<ArgumentException>(() => Method.Register(new SharedDownMethod { Called = "My Method" })).Message, StringComparison.Ordinal);
        Assert.Contains("colora-diag", Assert.Throws<ArgumentException>(() => Method.Named("collora")).Message, StringComparison.Ordinal);
    }

    private sealed record SharedDownMethod : Method
    {
        public string Called { get; init; } = "test-shared-down";

        public override string Name => Called;

        public override string Formula => "W0 + s B_i A";

        public override string Source => "this test";

        public override FactorOwnership Ownership => new(A: Owner.Shared, S: Owner.None, B: Owner.Personal);

        public override SharingPolicy Sharing => new(A: true, B: false);
    }
}
