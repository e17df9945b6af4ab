using Colora.Data;
using Colora.Formats;
using Colora.Formats.Jsonl;
using Colora.Runs;
using Colora.Synthetic.Embedded;
using Xunit;

namespace Colora.Tests.Data;

/// <summary>Rows that are no folder and no JSONL file: a form of one's own, rows in memory.</summary>
public sealed class RowSourcesTests
{
    [Fact]
    public void A_form_of_ones_own_is_read_and_its_path_means_the_same_from_anywhere()
    {
        RowSources.Register(new PipeRows());
        var config = EmbeddedFiles.Config with { Data = new DataConfig { Path = "x.pipes" } };
        var user = Assert.Single(DataSource.Read(config.Data));
        Assert.Equal(("ann", 2), (user.User, user.Train.Count));
        Assert.Equal(Path.GetFullPath("x.pipes"), config.Rooted().Data.Path);
        Assert.Equal("embedded", EmbeddedFiles.Config.Rooted().Data.Path);
        Assert.Null(RowSources.PlaceOf("x.pipes"));
        Assert.Equal("y.jsonl", RowSources.PlaceOf("y.jsonl"));
    }

    [Fact]
    public void Rows_in_memory_are_there_as_long_as_somebody_holds_them()
    {
        ExampleRecord[] rows = [new("a", "b", ["b"], "say it", "ann", 1), new("c", "d", ["d"], "say it", "ann", 2), new("e", "f", ["f"], null, "bob", 3)];
        var first = MemoryRows.Hold(rows);
        var second = MemoryRows.Hold(rows);
        Assert.Equal(first.Path, second.Path);
        Assert.NotEqual(first.Path, MemoryRows.Hold(rows[..2]).Path);
        first.Dispose();
        var read = DataSource.Read(new DataConfig { Path = second.Path });
        Assert.Equal([("ann", "say it", 2), ("bob", null, 1)], read.Select(user => (user.User, user.Instruction, user.Train.Count)));
        Assert.Equal(["bob"], DataSource.Read(new DataConfig { Path = second.Path, Users = ["bob"] }).Select(user => user.User));
        Assert.Contains("carl", Assert.Throws<InputException>(() => DataSource.Read(new DataConfig { Path = second.Path, Users = ["carl"] })).Message, StringComparison.Ordinal);
        second.Dispose();
        Assert.Contains("were in the memory", Assert.Throws<InputException>(() => DataSource.Read(new DataConfig { Path = second.Path })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_config_without_model_and_rows_is_refused_with_both_named()
    {
        var wrong = Assert.Throws<Colora.Configuration.ConfigException>(() => new RunConfig().Rooted());
        Assert.Equal(["model", "data.path"], wrong.Problems.Select(problem => problem.Key));
    }

    private sealed class PipeRows : IRowSource
    {
        public bool Holds(string path) => path.EndsWith(".pipes", StringComparison.Ordinal);

        public bool HoldsFiles => true;

        public IReadOnlyList<UserRows> Read(DataConfig config, bool testAlone) =>
            [new("ann", null, config.Path, [new ExampleRecord("a", "b", ["b"], null, "ann", 1), new ExampleRecord("c", "d", ["d"], null, "ann", 2)], config.Path, null)];
    }
}
