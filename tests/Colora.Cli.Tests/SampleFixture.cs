using Colora.Testing;

namespace Colora.Cli.Tests;

/// <summary>A sample model and its tasks, and one short finished run of them.</summary>
public sealed class SampleFixture : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public SampleFixture()
    {
        System.IO.File.WriteAllText(File, "");
        CliProcess.Succeed("sample", "--out", folder["sample"], "--rows", "40");
        CliProcess.Succeed(["train", .. TrainArguments("colora"), "--out", Run]);
    }

    public string Model => folder["sample", "model"];

    public string Data => folder["sample", "data"];

    /// <summary>A file that is no folder.</summary>
    public string File => folder["file"];

    public string Run => folder["run"];

    public string New(string name) => folder[name];

    public string[] TrainArguments(string method) =>
    [
        "--model", Model, "--data", Data, "--preset", "letters_all", "--method", method, "--steps", "30", "--batch-size", "8", "--rank", "4", "--validation", "0.2",
        "--validate-every", "10", "--checkpoint-every", "7", "--threads", "1", "--dtype", "float32", "--set", "adapter.dropout=0.1",
    ];

    public void Dispose() => folder.Dispose();
}
