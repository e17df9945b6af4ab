using Colora.Data;
using Colora.Formats;
using Colora.Testing;
using Xunit;

namespace Colora.Tests.Data;

public sealed class DataSourceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_single_file_is_split_by_its_user_column()
    {
        File.WriteAllLines(folder["rows.jsonl"], Enumerable.Range(0, 20).Select(i => $$"""{"tenant":"{{(i % 2 == 0 ? "b" : "a")}}","input":"in{{i}}","output":"out{{i}}"}"""));
        var config = new DataConfig { Path = folder["rows.jsonl"], UserColumn = "tenant", Validation = 2, ExamplesPerUser = 6 };
        var users = DatasetSplit.Of(DataSource.Read(config), config, new PromptConfig(), 1);
        Assert.Equal(["b", "a"], users.Select(user => user.User));
        foreach (var user in users)
        {
            Assert.Equal((4, 2, 2), (user.Train.Count, user.Validation.Count, user.Test.Count));
            Assert.Equal(8, user.Train.Concat(user.Validation).Concat(user.Test).Select(row => row.Prompt).Distinct().Count());
        }

        var other = DatasetSplit.Of(DataSource.Read(config), config, new PromptConfig(), 2);
        Assert.Equal(users[0].Test, other[0].Test, (a, b) => a.Source == b.Source);
        Assert.NotEqual(users[0].Train.Select(row => row.Source), other[0].Train.Select(row => row.Source));
    }

    [Fact]
    public void Collections_are_found_by_preset_and_by_user()
    {
        var config = new DataConfig { Path = SharedData.Require("data"), Preset = "ni_snli_rewrite", ExamplesPerUser = 16 };
        var users = DatasetSplit.Of(DataSource.Read(config), config, new PromptConfig { Instruction = true }, 0);
        Assert.Equal(6, users.Count);
        Assert.All(users, user => Assert.Equal((16, 100), (user.Train.Count, user.Test.Count)));
        Assert.DoesNotContain("Input:", users[0].Train[0].Prompt[..20]);
        Assert.Contains("\n\nInput: ", users[0].Train[0].Prompt);
        Assert.Single(DataSource.Read(new DataConfig { Path = SharedData.Require("data"), Users = ["word_length"] }));
    }

    [Fact]
    public void A_folder_with_one_collection_is_that_collection()
    {
        Colora.Synthetic.Samples.SampleTasks.Write(folder["data"], 1, users: 3, trainRows: 8, testRows: 2);
        Assert.Equal(3, DataSource.Read(new DataConfig { Path = folder["data"] }).Count);
    }

    [Theory]
    [InlineData("a,a", "twice")]
    [InlineData("nobody", "nobody")]
    [InlineData("..", "..")]
    public void Bad_users_are_refused(string users, string mentions)
    {
        Directory.CreateDirectory(folder["a"]);
        File.WriteAllText(folder["a", "train.jsonl"], "{\"input\":\"x\",\"output\":\"y\"}\n");
        var error = Assert.Throws<InputException>(() => DataSource.Read(new DataConfig { Path = folder.FullPath, Users = users.Split(',') }));
        Assert.Contains(mentions, error.Message);
    }

    [Fact]
    public void A_user_without_rows_is_refused()
    {
        Directory.CreateDirectory(folder["a"]);
        File.WriteAllText(folder["a", "train.jsonl"], "");
        Assert.Contains("no rows", Assert.Throws<InputException>(() => DataSource.Read(new DataConfig { Path = folder.FullPath })).Message);
    }

    public void Dispose() => folder.Dispose();
}
