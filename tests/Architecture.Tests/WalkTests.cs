using System.Text.RegularExpressions;
using Xunit;

namespace Architecture.Tests;

/// <summary>The two ways that a reader walks most are as short as ARCHITECTURE.md says, and stand in the code as it lists them.</summary>
public sealed class WalkTests
{
    [Theory]
    [InlineData(4, "src/Colora.Cli/Commands/TrainCommand.cs", "TrainRun.Execute(", "src/Colora/Runs/Train/TrainRun.cs", "course.Step(step)", "src/Colora/Runs/Train/TrainingCourse.cs", "trainer!.Step(step,", "src/Colora/Training/Trainer.cs")]
    [InlineData(5, "src/Colora/Model/CausalLM.cs", "layer.Forward(x, pass)", "src/Colora/Model/DecoderLayer.cs", "attention.Forward(", "src/Colora/Model/SelfAttention.cs", "q.Forward(x, pass.Adaptation)", "src/Colora/Model/AdaptableLinear.cs", "adaptation.Adapt(Module, x, output)", "src/Colora/Adapters/CoLoraAdaptation.cs")]
    public void Each_file_calls_the_next(int files, params string[] walk)
    {
        Assert.Equal(files, (walk.Length + 1) / 2);
        for (var i = 0; i + 2 < walk.Length; i += 2) Assert.Contains(walk[i + 1], Repository.WithoutComments(Repository.Read(walk[i])), StringComparison.Ordinal);
        var listed = string.Join(" → ", walk.Where((_, i) => i % 2 == 0).Select(Short));
        Assert.Contains(listed, Repository.Read("ARCHITECTURE.md"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("src/Colora/Runs/Train/TrainRun.cs", "course", "TrainingCourse")]
    [InlineData("src/Colora/Runs/Train/TrainingCourse.cs", "trainer", "Trainer")]
    [InlineData("src/Colora/Model/CausalLM.cs", "layers", "DecoderLayer")]
    [InlineData("src/Colora/Model/AdaptableLinear.cs", "adaptation", "IAdaptation")]
    public void What_is_called_is_the_type_of_the_next_file(string file, string name, string type) =>
        Assert.Matches($@"\b{type}(\[\])?\??\s+{name}\b", Repository.WithoutComments(Repository.Read(file)));

    [Fact]
    public void No_step_and_no_layer_hides_behind_a_function() =>
        Assert.DoesNotContain(Repository.Files("src", ".cs"), file => Regex.IsMatch(Repository.WithoutComments(Repository.Read(file)), @"Func<[^;=(){}]*\b(StepReport|ForwardPass|DecoderLayer|IAdaptation)\b[^;=(){}]*>"));

    private static string Short(string file) => $"`{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileNameWithoutExtension(file)}`";
}
