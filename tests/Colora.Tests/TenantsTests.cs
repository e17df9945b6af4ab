using System.Globalization;
using Colora.Configuration;
using Colora.Data;
using Colora.Engine;
using Colora.Formats;
using Colora.Generation;
using Colora.Methods;
using Colora.Runs;
using Colora.Runs.Progress;
using Colora.Runs.Train;
using Colora.Synthetic.Samples;
using Colora.Testing;
using Colora.Tests.Training;
using Xunit;

namespace Colora.Tests;

/// <summary>The public face: one loaded model used by everything, rows from memory, tenants who join, are saved and opened again.</summary>
[Collection(AloneCollection.Name)]
public sealed class TenantsTests : IDisposable
{
    private static readonly ModelOptions Options = new() { Engine = new EngineConfig { Dtype = WeightType.Float32, Threads = 1 } };

    private static readonly TrainingOptions Short = new() { Rank = 3, Steps = 6, Configure = config => config with { Evaluation = config.Evaluation with { MaxNewTokens = 4 } } };

    private readonly TemporaryFolder folder = new();
    private readonly IReadOnlyList<TenantExample> rows, tests;

    public TenantsTests()
    {
        SampleRuns.Write(folder, users: 4, trainRows: 12, testRows: 4);
        var users = DataSource.Read(new DataConfig { Path = folder["data"], Preset = SampleTasks.Preset });
        rows = [.. users.SelectMany(user => user.Train.Select(row => new TenantExample(user.User, row.Input, row.Output)))];
        tests = [.. users.SelectMany(user => user.Test!.Select(row => new TenantExample(user.User, row.Input, row.Output)))];
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Tenants_trained_from_memory_are_those_that_the_command_line_trains_from_files()
    {
        using var model = await ColoraModel.LoadAsync(folder["model"], Options, cancellationToken: TestContext.Current.CancellationToken);
        await using var tenants = await model.TrainAsync(rows, Short with { Method = new LocalMethod(), Folder = folder["run"] }, cancellationToken: TestContext.Current.CancellationToken);
        var config = new RunDirectory(folder["run"]).ReadConfig();
        TrainRun.Execute(config with { Data = new DataConfig { Path = folder["data"], Preset = SampleTasks.Preset } }, folder["files"], ResumeMode.Refuse, new SilentListener());
        foreach (var file in (string[])["personal.safetensors", "shared.safetensors"])
            Assert.Equal(File.ReadAllBytes(folder["files", "final", file]), File.ReadAllBytes(folder["run", "final", file]));
        Assert.Equal(rows.Select(row => row.Tenant).Distinct(), tenants.Names);
    }

    [Fact]
    public async Task A_newcomer_joins_is_judged_saved_and_answers_the_same_when_opened_again()
    {
        var (newcomer, stop) = (rows[^1].Tenant, TestContext.Current.CancellationToken);
        using var model = await ColoraModel.LoadAsync(folder["model"], Options, cancellationToken: stop);
        var before = new Dictionary<string, string>();
        TenantReport report;
        await using (var tenants = await model.TrainAsync(rows.Where(row => row.Tenant != newcomer), Short, cancellationToken: stop))
        {
            foreach (var name in tenants.Names) before[name] = await tenants[name].GenerateAsync(tests[0].Input, cancellationToken: stop);
            var joined = await tenants.OnboardAsync(newcomer, rows.Where(row => row.Tenant == newcomer), Short, cancellationToken: stop);
            Assert.Equal((newcomer, 12), (joined.User, joined.Rows));
            foreach (var (name, answer) in before) Assert.Equal(answer, await tenants[name].GenerateAsync(tests[0].Input, cancellationToken: stop));
            before[newcomer] = await tenants[newcomer].GenerateAsync(tests[0].Input, cancellationToken: stop);
            report = await tenants.EvaluateAsync(tests, cancellationToken: stop);
            Assert.Equal(4, report.Tenants.Count);
            Assert.All(report.Tenants, score => Assert.Equal(4, score.Rows));
            Assert.Empty(report.Notices);
            Assert.Contains(newcomer, report.ToString(), StringComparison.Ordinal);
            await tenants.SaveAsync(folder["saved"], stop);
            await tenants[newcomer].ExportPeftAsync(folder["adapters", "the-newcomer"], stop);
            Assert.True(File.Exists(folder["adapters", "the-newcomer", "adapter_model.safetensors"]));
        }

        await using var opened = await model.OpenAsync(folder["saved"], stop);
        Assert.Equal(before.Keys.Order(), opened.Names.Order());
        foreach (var (name, answer) in before) Assert.Equal(answer, await opened[name].GenerateAsync(tests[0].Input, cancellationToken: stop));
        Assert.Equal(report.Mean, (await opened.EvaluateAsync(tests, cancellationToken: stop)).Mean);
        Assert.Contains("warning: 2 of 2 test rows", string.Join(' ', (await opened.EvaluateAsync(rows.Take(2), cancellationToken: stop)).Notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_run_takes_the_place_whole_and_calls_in_flight_end_on_the_old_one()
    {
        var stop = TestContext.Current.CancellationToken;
        using var model = await ColoraModel.LoadAsync(folder["model"], Options, cancellationToken: stop);
        await using var other = await model.TrainAsync(rows, Short with { Seed = 5, Steps = 60, Folder = folder["other"] }, cancellationToken: stop);
        await using var tenants = await model.TrainAsync(rows, Short, cancellationToken: stop);
        var (name, long16) = (tenants.Names[0], new GenerationConfig { MaxNewTokens = 16 });
        var (old, next) = (await tenants[name].GenerateAsync("abc", long16, stop), await other[name].GenerateAsync("abc", long16, stop));
        Assert.NotEqual(old, next);
        await using var flying = tenants[name].StreamAsync("abc", long16, stop).GetAsyncEnumerator(stop);
        Assert.True(await flying.MoveNextAsync());
        var answer = flying.Current.Text;
        await tenants.ReplaceAsync(folder["other"], stop);
        Assert.Equal(next, await tenants[name].GenerateAsync("abc", long16, stop));
        while (await flying.MoveNextAsync()) answer += flying.Current.Text;
        Assert.Equal(old, answer);
    }

    [Fact]
    public async Task What_is_wrong_is_said_before_anything_is_trained()
    {
        var stop = TestContext.Current.CancellationToken;
        using var model = await ColoraModel.LoadAsync(folder["model"], Options, cancellationToken: stop);
        var wrong = await Assert.ThrowsAsync<ConfigException>(() => model.TrainAsync(rows, new TrainingOptions { Rank = 0, Alpha = -1, Steps = -3 }, cancellationToken: stop));
        Assert.Equal(3, wrong.Problems.Count);
        Assert.Contains("none", (await Assert.ThrowsAsync<InputException>(() => model.TrainAsync([], cancellationToken: stop))).Message, StringComparison.Ordinal);
        Assert.Contains("..", (await Assert.ThrowsAsync<InputException>(() => model.TrainAsync([new TenantExample("../x", "a", "b")], cancellationToken: stop))).Message, StringComparison.Ordinal);
        Assert.Contains("no finished run", (await Assert.ThrowsAsync<InputException>(() => model.OpenAsync(folder["nowhere"], stop))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InputException>(() => ColoraModel.LoadAsync(folder["nowhere"], cancellationToken: stop));
    }

    [Fact]
    public async Task A_cancelled_training_leaves_nothing_and_a_kept_one_goes_on()
    {
        using var model = await ColoraModel.LoadAsync(folder["model"], Options, cancellationToken: TestContext.Current.CancellationToken);
        using var source = new CancellationTokenSource();
        var atStep = new Stopper(source);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => model.TrainAsync(rows, Short with { Folder = folder["kept"] }, atStep, source.Token));
        Assert.False(new RunDirectory(folder["kept"]).IsFinished);
        await using var tenants = await model.TrainAsync(rows, Short with { Folder = folder["kept"] }, cancellationToken: TestContext.Current.CancellationToken);
        await using var whole = await model.TrainAsync(rows, Short with { Folder = folder["whole"] }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(File.ReadAllBytes(folder["whole", "final", "personal.safetensors"]), File.ReadAllBytes(folder["kept", "final", "personal.safetensors"]));
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    public async Task No_culture_changes_an_answer_and_no_tensor_stays(string culture)
    {
        var stop = TestContext.Current.CancellationToken;
        var (usual, usualOfThreads) = (CultureInfo.CurrentCulture, CultureInfo.DefaultThreadCurrentCulture);
        var answers = new List<string>();
        await Answer();
        NativeMemory.Sweep();
        var live = TorchSharp.torch.Tensor.TotalCount;
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = new CultureInfo(culture);
        try
        {
            await Answer();
        }
        finally
        {
            CultureInfo.CurrentCulture = usual;
            CultureInfo.DefaultThreadCurrentCulture = usualOfThreads;
        }

        NativeMemory.Sweep();
        Assert.Equal(live, TorchSharp.torch.Tensor.TotalCount);
        Assert.Equal(answers[0], answers[1]);

        async Task Answer()
        {
            using var model = await ColoraModel.LoadAsync(folder["model"], Options, cancellationToken: stop);
            await using var tenants = await model.TrainAsync(rows, Short, cancellationToken: stop);
            answers.Add(await tenants[tests[0].Tenant].GenerateAsync(tests[0].Input, cancellationToken: stop) + (await tenants.EvaluateAsync(tests, cancellationToken: stop)).ToString());
        }
    }

    private sealed class Stopper(CancellationTokenSource source) : IProgress<StageProgress>
    {
        public void Report(StageProgress value)
        {
            if (value is { Stage: "training", Done: >= 2 }) source.Cancel();
        }
    }
}
