using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Engine;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Methods;
using Colora.Model;
using Colora.Runs;
using Colora.Runs.Evaluate;
using Colora.Runs.Export;
using Colora.Runs.Train;
using Colora.Synthetic.Embedded;
using Colora.Synthetic.Samples;
using Colora.Testing;
using Colora.Training;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Runs;

/// <summary>A check that would pass an export which merged nothing is no check: exports that are wrong on purpose.</summary>
public sealed class ExportCheckTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly CausalLM model;
    private readonly AdapterWeights weights;
    private readonly ExportCheck check;

    public ExportCheckTests()
    {
        SampleModel.Write(folder["model"], SampleModelShape.Tiny, 1);
        model = ModelLoader.Load(folder["model"], ComputeEngine.Reference);
        var config = new AdapterConfig { Rank = 3, Alpha = 6 };
        weights = new AdapterWeights(new AdapterLayout(["ann", "bob"], config.ModulesOf(model), new ColoraMethod().Ownership));
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        using var generator = SeedSequence.NewGenerator(1, "export test");
        foreach (var bank in weights.Banks) bank.Values.copy_(randn(bank.Values.shape, ScalarType.Float32, CPU, generator: generator) * Constant.Of(0.1));
        check = new ExportCheck(model, weights, 1, ExportProbe.Random(model.Blueprint.VocabularySize));
    }

    [Fact]
    public void The_right_merge_passes_and_says_what_it_lost()
    {
        using var merged = Merged((_, delta) => delta);
        var found = check.OfMerged(merged, ScalarType.Float32);
        Assert.True(found.Effect > 1e-3);
        Assert.True(found.Lost < 1e-3);
        Assert.True(found.WeightLoss < 1e-4);
        Assert.Null(found.Gain);
    }

    [Theory]
    [InlineData("nothing", "(100 % of it)")]
    [InlineData("half", "(5")] // half of the update does about half
    [InlineData("twice", "of the update itself 100 %")]
    [InlineData("transposed", "of it)")]
    public void A_wrong_merge_is_refused(string plant, string says)
    {
        using var merged = Merged((_, delta) => plant switch
        {
            "nothing" => null,
            "half" => delta * Constant.Of(0.5),
            "twice" => delta * Constant.Of(2.0),
            _ => delta.size(0) == delta.size(1) ? delta.t() : delta,
        });
        var error = Assert.Throws<InputException>(() => check.OfMerged(merged, ScalarType.Float32));
        Assert.Contains("report this as a defect", error.Message, StringComparison.Ordinal);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("right")]
    [InlineData("nothing")]
    [InlineData("half")]
    [InlineData("twice")]
    [InlineData("transposed")]
    [InlineData("other user")]
    public void A_peft_folder_is_the_users_adapter_or_is_refused(string plant)
    {
        PeftExporter.Write(Directory.CreateDirectory(folder["peft"]).FullName, model, weights, plant == "other user" ? 0 : 1, "base", useRsLora: false);
        var config = folder["peft/adapter_config.json"];
        var alpha = plant switch { "half" => "3", "twice" => "12", _ => "6" };
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"lora_alpha\": 6", $"\"lora_alpha\": {alpha}", StringComparison.Ordinal));
        using var reread = PeftImporter.Read(folder["peft"], model);
        using (no_grad())
        using (NewDisposeScope())
        {
            if (plant == "nothing") reread[FactorKind.B].Values.zero_();
            for (var i = 0; plant == "transposed" && i < reread.Layout.Modules.Count; i++)
            {
                var (a, b) = (reread[FactorKind.A].View(i, 0), reread[FactorKind.B].View(i, 0));
                if (a.size(1) != b.size(1)) continue;
                var old = a.clone();
                a.copy_(b);
                b.copy_(old);
            }
        }

        if (plant != "right")
        {
            Assert.Contains("PEFT adapter", Assert.Throws<InputException>(() => check.OfPeft(reread)).Message, StringComparison.Ordinal);
            return;
        }

        var found = check.OfPeft(reread);
        Assert.True(found.Effect > 1e-3 && found.Lost < 1e-3);
    }

    [Fact]
    public void An_adapter_that_does_nothing_is_exported_as_nothing_and_as_nothing_else()
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var kept = weights[FactorKind.B].Values.clone();
        weights[FactorKind.B].Values.zero_();
        using var same = ModelLoader.Load(folder["model"], ComputeEngine.Reference);
        Assert.Equal((0, 0, null, 0), (check.OfMerged(same, ScalarType.Float32).Effect, check.OfMerged(same, ScalarType.Float32).Residual, check.OfMerged(same, ScalarType.Float32).Lost, check.OfMerged(same, ScalarType.Float32).WeightLoss));
        weights[FactorKind.B].Values.copy_(kept);
        using var other = Merged((_, delta) => delta);
        weights[FactorKind.B].Values.zero_();
        Assert.Throws<InputException>(() => check.OfMerged(other, ScalarType.Float32));
    }

    [Fact]
    public void An_update_that_rounding_eats_is_refused_with_the_way_out()
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        weights[FactorKind.B].Values.mul_(Constant.Of(1e-4));
        using var merged = Merged((_, delta) => delta, ScalarType.BFloat16);
        var error = Assert.Throws<InputException>(() => check.OfMerged(merged, ScalarType.BFloat16));
        Assert.Contains("rounded to bfloat16", error.Message, StringComparison.Ordinal);
        Assert.Contains("--dtype float32", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("defect", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_gain_survives_a_merge_in_float32_and_is_not_lost_silently_in_bfloat16()
    {
        var config = EmbeddedFiles.Config with
        {
            Engine = new EngineConfig { Dtype = WeightType.Float32, Threads = 1 },
            Data = EmbeddedFiles.Config.Data with { Users = ["orders-1", "bank-1"], ExamplesPerUser = 8 },
            Start = new StartConfig { Kind = StartKind.LoraLike },
            Optimizer = new OptimizerConfig { LearningRate = 1e-5, CoreLearningRate = 1e-5 },
            Training = new TrainingConfig { Steps = 3 },
            Evaluation = new EvaluationConfig { Generate = false, MaxRows = 16 },
        };
        TrainRun.Execute(config, folder["run"], ResumeMode.Refuse, new SilentListener());
        var run = new RunDirectory(folder["run"]);
        var error = Assert.Throws<InputException>(() => ExportRun.Execute(new ExportRequest(run, ["orders-1"], ExportFormat.Merged, folder["merged"]), new SilentListener()));
        Assert.Contains("--dtype float32", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["merged/orders-1"]));

        var result = Assert.Single(ExportRun.Execute(new ExportRequest(run, ["orders-1"], ExportFormat.Merged, folder["merged"]) { Dtype = WeightType.Float32 }, new SilentListener()));
        Assert.Equal(("float32", "8 training rows"), (result.Dtype, result.Effect.Probe));
        var one = config with { Data = config.Data with { Users = ["orders-1"], ExamplesPerUser = 0 } };
        double bare = Nll(one, null), live = Nll(one, run.Final), merged = Nll(one with { Model = result.Folder }, null);
        Assert.True(live < bare);
        Assert.True(Math.Abs(merged - live) <= 0.1 * (bare - live), $"base {bare}, live {live}, merged {merged}");
        Assert.Contains("\"dtype\": \"float32\"", File.ReadAllText(Path.Combine(result.Folder, "config.json")), StringComparison.Ordinal);
        var peft = Assert.Single(ExportRun.Execute(new ExportRequest(run, ["orders-1"], ExportFormat.Peft, folder["peft"]), new SilentListener()));
        Assert.True(peft.Effect.Lost < 0.1);

        static double Nll(RunConfig config, string? adapter) =>
            EvaluateRun.Execute(new EvaluateRequest(config, "x", adapter, null, null), new SilentListener()).Mean.Nll!.Value;
    }

    public void Dispose()
    {
        weights.Dispose();
        model.Dispose();
        folder.Dispose();
    }

    private CausalLM Merged(Func<int, Tensor, Tensor?> plant, ScalarType type = ScalarType.Float32)
    {
        var merged = ModelLoader.Load(folder["model"], ComputeEngine.Reference);
        using var quiet = no_grad();
        for (var module = 0; module < weights.Layout.Modules.Count; module++)
        {
            using var scope = NewDisposeScope();
            var weight = merged.Linears[weights.Layout.Modules[module].Module.Index].Weight;
            if (plant(module, AdapterFolding.Delta(weights, module, 1)) is { } delta) weight.copy_(weight.Plus(delta).to(type).to(ScalarType.Float32));
        }

        return merged;
    }
}
