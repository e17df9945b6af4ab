using System.Text.Json;
using Colora.Engine;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using Colora.LinearAlgebra;
using Colora.Testing;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Lab.Tests.Recovery;

/// <summary>Runs against the shared reference, which was computed by other code: every line of the log, the final models and subspaces.</summary>
public sealed class FixtureTests
{
    private const double Agreement = 1e-9;

    [Theory]
    [InlineData("sensing", SharedStep.Dense)]
    [InlineData("multi", SharedStep.Dense)]
    [InlineData("sensing", SharedStep.Federated)]
    [InlineData("multi", SharedStep.Federated)]
    [InlineData("sensing", SharedStep.ConjugateGradient)]
    [InlineData("multi", SharedStep.ConjugateGradient)]
    public void Every_sweep_agrees_with_the_reference(string name, SharedStep shared)
    {
        using var scope = NewDisposeScope();
        using var file = JsonDocument.Parse(File.ReadAllText(SharedData.Require("reference", "regression", "fixture.json")));
        var part = file.RootElement.GetProperty(name);
        var sensing = file.RootElement.GetProperty("sensing");
        using IDesign design = name == "sensing"
            ? new SensingDesign(Read(part.GetProperty("X")), Read(part.GetProperty("y")))
            : new MultiOutputDesign(Read(part.GetProperty("X")), Read(part.GetProperty("Y")));
        var truth = new PlantedTruth(Read(sensing.GetProperty("Ustar")), Read(sensing.GetProperty("Vstar")), Read(sensing.GetProperty("Lstar")), null);
        var log = part.GetProperty("log").EnumerateArray().Select(row => row.EnumerateArray().Select(cell => cell.GetDouble()).ToArray()).ToList();

        var (u, v) = design.SecondMoment(2);
        if (name == "sensing")
        {
            Close(Read(part.GetProperty("init_proj_U")), Projector(u));
            Close(Read(part.GetProperty("init_proj_V")), Projector(v));
        }

        using var result = AlternatingMinimisation.Run(design, u, v, new RecoveryConfig(log.Count, 0, 0, shared), truth);
        Assert.Equal(log.Count, result.Log.Count);
        foreach (var (row, wanted) in result.Log.Zip(log))
        {
            Assert.Equal(wanted[0], row.Sweep);
            Close(wanted[1], row.Residual);
            Close(wanted[2], row.Errors!.SinU);
            Close(wanted[3], row.Errors.SinV);
            Close(wanted[4], row.Errors.Mean);
            Close(wanted[5], row.Errors.Max);
        }

        Close(Read(part.GetProperty("final_M")), PlantedTruth.Of(result.U, result.V, result.Cores));
        Close(Read(part.GetProperty("final_proj_U")), Projector(result.U));
        Close(Read(part.GetProperty("final_proj_V")), Projector(result.V));
        Assert.Equal(0, result.DeficientSteps);
    }

    private static Tensor Projector(Tensor factor) => MatrixProduct.Of(factor, factor.t());

    private static void Close(double wanted, double found) => Assert.True(Math.Abs(wanted - found) <= Agreement * Math.Abs(wanted), $"{found:R}, wanted {wanted:R}");

    private static void Close(Tensor wanted, Tensor found) =>
        Assert.True(Constant.Read<double>((wanted - found).abs().max()) <= Agreement * Constant.Read<double>(wanted.abs().max()), $"largest difference {Constant.Read<double>((wanted - found).abs().max()):R}");

    private static Tensor Read(JsonElement element)
    {
        var shape = new List<long>();
        for (var inner = element; inner.ValueKind == JsonValueKind.Array; inner = inner[0]) shape.Add(inner.GetArrayLength());
        var values = new List<double>();
        Collect(element, values);
        return tensor(values.ToArray(), [.. shape]);
    }

    private static void Collect(JsonElement element, List<double> values)
    {
        if (element.ValueKind == JsonValueKind.Number) values.Add(element.GetDouble());
        else foreach (var inner in element.EnumerateArray()) Collect(inner, values);
    }
}
