using Colora.Adapters;
using Colora.Formats;
using Colora.Runs;
using Colora.Runs.Export;
using Colora.Runs.Train;
using Colora.Testing;
using Colora.Training;
using Xunit;

namespace Colora.Tests.Runs;

/// <summary>An export that was cut off goes on: what is whole and of the same adapter is kept, anything else is refused.</summary>
public sealed class ExportRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly RunDirectory run;

    public ExportRunTests()
    {
        SampleRuns.Write(folder, users: 3, trainRows: 12, testRows: 2);
        run = Train("run", 0);
    }

    [Theory]
    [InlineData(ExportFormat.Peft)]
    [InlineData(ExportFormat.Merged)]
    public void What_was_exported_is_kept_and_the_rest_written_to_the_same_bytes(ExportFormat format)
    {
        var whole = ExportRun.Execute(new ExportRequest(run, [], format, folder["whole"]), new SilentListener());
        Assert.DoesNotContain(whole, result => result.Kept);
        ExportRun.Execute(new ExportRequest(run, ["last_letter"], format, folder["out"]), new SilentListener());
        Directory.CreateDirectory(folder["out", "repeat.2000000001.tmp"]);
        File.WriteAllText(folder["out", "repeat.2000000001.tmp", "README.md"], "half");
        var written = Directory.GetLastWriteTimeUtc(folder["out", "last_letter"]);
        var listener = new SilentListener();
        var results = ExportRun.Execute(new ExportRequest(run, [], format, folder["out"]), listener);
        Assert.Equal([false, true, false], results.Select(result => result.Kept));
        Assert.Equal(whole.Select(result => (result.User, result.Dtype, result.Effect)), results.Select(result => (result.User, result.Dtype, result.Effect)));
        Assert.Equal([folder["out", "first_letter"], folder["out", "last_letter"], folder["out", "repeat"]], results.Select(result => result.Folder));
        Assert.Contains(listener.Notes, note => note.Contains("1 of 3 users"));
        Assert.Equal(written, Directory.GetLastWriteTimeUtc(folder["out", "last_letter"]));
        Assert.Equal(All("whole"), All("out"));
    }

    [Fact]
    public void What_is_not_this_export_is_refused_and_left_as_it_is()
    {
        Directory.CreateDirectory(folder["out", "repeat"]);
        Refused("no export of this program");
        File.WriteAllText(folder["out", "repeat", "colora.json"], "{}");
        Refused("cannot be read");
        File.WriteAllText(folder["out", "repeat", "colora.json"], "{");
        Refused("cannot be read");
        Directory.Delete(folder["out"], recursive: true);
        File.WriteAllText(folder["file"], "");

        ExportRun.Execute(new ExportRequest(Train("other", 1), ["repeat"], ExportFormat.Peft, folder["out"]), new SilentListener());
        Refused("another adapter");
        Directory.Delete(folder["out"], recursive: true);

        ExportRun.Execute(new ExportRequest(run, ["repeat"], ExportFormat.Merged, folder["out"]), new SilentListener());
        Refused("another format");
        Directory.Delete(folder["out"], recursive: true);

        ExportRun.Execute(new ExportRequest(run, ["repeat"], ExportFormat.Peft, folder["out"]), new SilentListener());
        File.AppendAllText(folder["out", "repeat", "README.md"], "theirs");
        Refused("README.md is not what was written");
        File.Delete(folder["out", "repeat", "README.md"]);
        Refused("has no README.md");
    }

    public void Dispose() => folder.Dispose();

    private void Refused(string reason)
    {
        var before = All("out");
        var refused = Assert.Throws<InputException>(() => ExportRun.Execute(new ExportRequest(run, [], ExportFormat.Peft, folder["out"]), new SilentListener()));
        Assert.Equal(folder["out", "repeat"], refused.Where);
        Assert.Contains(reason, refused.Message);
        Assert.Equal(before, All("out"));
    }

    private List<(string, string)> All(string name) =>
        [.. Directory.GetFiles(folder[name], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => (Path.GetRelativePath(folder[name], file), FileHash.Of(file)))];

    private RunDirectory Train(string name, long seed)
    {
        var usual = SampleRuns.Config(folder);
        TrainRun.Execute(usual with { Training = new TrainingConfig { Steps = 3, BatchSize = 4, Seed = seed }, Start = new StartConfig { Kind = StartKind.LoraLike } }, folder[name], ResumeMode.Refuse, new SilentListener());
        return new RunDirectory(folder[name]);
    }
}
