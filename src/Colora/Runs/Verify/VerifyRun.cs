using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Data;
using Colora.Engine;
using Colora.Formats;
using Colora.Formats.Safetensors;
using Colora.Losses;
using Colora.Model;
using static TorchSharp.torch;

namespace Colora.Runs.Verify;

/// <summary>
/// Compares what Colora computes with values computed elsewhere (by transformers or PEFT). A reference holds, for any
/// case name c, <c>c.input_ids</c>, <c>c.attention_mask</c>, <c>c.position_ids</c>, <c>c.labels</c> and what is
/// expected: <c>c.logits</c> (or <c>c.logits_tail</c>, the last positions), <c>c.loss</c>, <c>c.merged_logits</c>; and
/// <c>greedy.input_ids</c> with <c>greedy.output_ids</c>.
/// </summary>
public sealed class VerifyRun
{
    private const string Inputs = ".input_ids", Outputs = ".output_ids";

    private readonly VerifyRequest request;
    private readonly CausalLM model;
    private readonly AdapterWeights? weights;
    private readonly SafetensorsFile file;

    private VerifyRun(VerifyRequest request, CausalLM model, AdapterWeights? weights, SafetensorsFile file)
    {
        this.request = request;
        this.model = model;
        this.weights = weights;
        this.file = file;
    }

    /// <summary>Compares all cases of the reference.</summary>
    /// <exception cref="InputException">Bad input, or a reference without anything to compare.</exception>
    public static IReadOnlyList<VerifyCase> Execute(VerifyRequest request)
    {
        using var file = SafetensorsFile.Open(request.Reference);
        var names = file.Tensors.Keys
            .Where(name => name.EndsWith(Inputs, StringComparison.Ordinal))
            .Select(name => name[..^Inputs.Length])
            .ToList();
        if (names.Count == 0)
            throw new InputException(request.Reference, $"no tensor \"<case>{Inputs}\"", "a reference file");
        using var model = ModelLoader.Load(
            ModelFolder.Of(request.Model, request.Revision), ComputeEngine.Start(request.Engine));
        using var weights = request.PeftAdapter is { } peft ? PeftImporter.Read(peft, model) : null;
        var run = new VerifyRun(request, model, weights, file);
        var cases = names
            .Select(name => run.file.Tensors.ContainsKey(name + Outputs) ? run.Greedy(name) : run.Compare(name))
            .ToList();
        if (cases.All(one => one.Logits is null && one.Loss is null && one.Merged is null && one.Greedy is null))
            throw new InputException(request.Reference, "nothing to compare", "logits, loss or output_ids");
        return cases;
    }

    private VerifyCase Compare(string name)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var ids = Ids(name + Inputs);
        var mask = Has(name, "attention_mask") ? Alike(name, "attention_mask", ids, 0, 1) : ones_like(ids);
        var positions = Has(name, "position_ids") ? Alike(name, "position_ids", ids, 0, int.MaxValue) : null;
        using var active = weights is null ? null : new ActiveFactors(weights, [0], [], model.Device);
        using var adaptation = active?.For(new int[ids.size(0)]);
        var hidden = model.Hidden(ids, mask, positions, adaptation);

        double? logits = Has(name, "logits")
            || Has(name, "logits_tail") ? LogitDifference(name, model.Logits(hidden), mask) : null;
        double? loss = Has(name, "loss") && Has(name, "labels") ? LossDifference(name, hidden, ids, mask) : null;
        double? merged = Has(name, "merged_logits")
            && weights is not null ? MergedDifference(name, ids, mask, positions) : null;
        var agrees = (logits ?? 0) <= request.LogitTolerance
            && (merged ?? 0) <= request.LogitTolerance
            && (loss ?? 0) <= request.LossTolerance;
        return new VerifyCase(name, logits, loss, merged, null, agrees);
    }

    private double LogitDifference(string name, Tensor logits, Tensor mask)
    {
        if (Has(name, "logits")) return Difference(name + ".logits", logits, mask);
        var shape = file[name + ".logits_tail"].Shape;
        if (shape.Count != 3 || shape[1] < 1 || shape[1] > logits.size(1))
            throw Misshapen(name + ".logits_tail", $"[{logits.size(0)}, 1 … {logits.size(1)}, {logits.size(2)}]");
        return Difference(name + ".logits_tail", Last(logits, shape[1]), Last(mask, shape[1]));
    }

    /// <summary>Largest difference at real tokens; infinite where something is not a number.</summary>
    private double Difference(string name, Tensor logits, Tensor mask)
    {
        var expected = Singles(name);
        RequireShape(name, expected, logits);
        var difference = Constant.Read<float>(((logits - expected).abs() * mask.unsqueeze(-1)).max());
        return float.IsNaN(difference) ? double.PositiveInfinity : difference;
    }

    private double LossDifference(string name, Tensor hidden, Tensor ids, Tensor mask)
    {
        int rows = (int)ids.size(0), tokens = (int)ids.size(1);
        var batch = new TokenBatch(rows, tokens, ids.cpu().data<long>().ToArray(), mask.cpu().data<long>().ToArray(),
            Alike(name, "labels", ids, 0, model.Blueprint.VocabularySize - 1, also: TokenBatch.Ignore)
                .cpu()
                .data<long>()
                .ToArray(), new int[rows]);
        var scores = NextTokenLoss.PerRow(model, hidden, batch);
        if (file[name + ".loss"].ElementCount != 1) throw Misshapen(name + ".loss", "one number");
        var loss = scores.Sum(row => row.Sum) / scores.Sum(row => row.Labels);
        return Math.Abs(loss - Constant.Read<float>(Singles(name + ".loss")));
    }

    private double MergedDifference(string name, Tensor ids, Tensor mask, Tensor? positions)
    {
        for (var module = 0; module < weights!.Layout.Modules.Count; module++) Add(module, 1);
        try
        {
            return Difference(name + ".merged_logits", model.Logits(model.Hidden(ids, mask, positions)), mask);
        }
        finally
        {
            for (var module = 0; module < weights.Layout.Modules.Count; module++) Add(module, -1);
        }

        void Add(int module, double sign)
        {
            using var scope = NewDisposeScope();
            var weight = model.Linears[weights.Layout.Modules[module].Module.Index].Weight;
            weight.add_(
                AdapterFolding.Delta(weights, module, 0).to(weight.dtype).to(weight.device), alpha: Constant.Of(sign));
        }
    }

    private VerifyCase Greedy(string name)
    {
        using var scope = NewDisposeScope();
        long[] prompts = Ids(name + Inputs).shape, outputs = Ids(name + Outputs).shape;
        if (outputs[0] != prompts[0] || outputs[1] < prompts[1])
            throw Misshapen(name + Outputs, $"[{prompts[0]}, {prompts[1]} or more]");
        long[] input = file.ReadInt64(name + Inputs), output = file.ReadInt64(name + Outputs);
        var agrees = true;
        for (var row = 0; row < prompts[0]; row++)
            agrees &= IsContinued(Row(input, row, prompts[1]), Row(output, row, outputs[1]));
        return new VerifyCase(name, null, null, null, agrees, agrees);
    }

    /// <summary>Whether greedy decoding goes from a prompt to what is wanted, the prompt included.</summary>
    private bool IsContinued(int[] prompt, int[] wanted)
    {
        using var active = weights is null ? null : new ActiveFactors(weights, [0], [], model.Device);

        // Only the network is needed to continue token ids; the tokenizer is not.
        var text = Generation.TextGenerator.Greedy(model, prompt, 0, active, wanted.Length - prompt.Length);
        return wanted.AsSpan(0, prompt.Length).SequenceEqual(prompt)
            && wanted.AsSpan(prompt.Length).SequenceEqual(text);
    }

    private static int[] Row(long[] table, int row, long width) =>
        table[(int)(row * width)..(int)((row + 1) * width)].Select(id => (int)id).ToArray();

    private bool Has(string name, string what) => file.Tensors.ContainsKey($"{name}.{what}");

    /// <summary>Ids of the model's vocabulary [rows, tokens].</summary>
    private Tensor Ids(string name) =>
        file[name].Shape is [> 0, > 0]
            ? Within(name, 0, model.Blueprint.VocabularySize - 1)
            : throw Misshapen(name, "[rows, tokens]");

    /// <summary>Integers beside the ids, one for each.</summary>
    private Tensor Alike(string name, string what, Tensor ids, long least, long most, long? also = null)
    {
        TensorFiles.RequireShape(file, $"{name}.{what}", ids.shape, "check the reference");
        return Within($"{name}.{what}", least, most, also);
    }

    private Tensor Within(string name, long least, long most, long? also = null)
    {
        var values = file.ReadInt64(name);
        foreach (var value in values)
            if ((value < least || value > most) && value != also)
            {
                throw new InputException(
                    request.Reference, $"tensor \"{name}\" holds {value}",
                    $"{least} … {most}{(also is null ? "" : $", or {also}")}",
                    "check that the reference belongs to the model");
            }

        return tensor(values, file[name].Shape.ToArray(), device: model.Device);
    }

    private InputException Misshapen(string name, string expected) =>
        new(request.Reference, $"tensor \"{name}\" has shape [{string.Join(", ", file[name].Shape)}]", expected);

    private Tensor Singles(string name) => TensorFiles.ReadSingle(file, name).to(model.Device);

    private static Tensor Last(Tensor tensor, long count) => tensor.narrow(1, tensor.size(1) - count, count);

    private void RequireShape(string name, Tensor expected, Tensor actual)
    {
        if (expected.shape.SequenceEqual(actual.shape)) return;
        throw new InputException(
            request.Reference, $"expected logits of \"{name}\" have shape [{string.Join(", ", expected.shape)}]",
            $"[{string.Join(", ", actual.shape)}] by this model", "check that the reference belongs to the model");
    }
}
