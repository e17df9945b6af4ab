using System.Globalization;
using Colora.Adapters;
using Colora.Data;
using Colora.Engine;
using Colora.Formats;
using Colora.Model;
using Colora.Training;
using static TorchSharp.torch;

namespace Colora.Runs.Export;

/// <summary>
/// Compares a re-read export with the live model, measured by what the adapter does: an export that merged nothing
/// differs from the live model by as much as the base does, however little that is. Two looks that share no code: the
/// written update against the adapter's, and forward passes on probe rows.
/// </summary>
/// <param name="model">The base in float32.</param>
/// <param name="weights">All factors.</param>
/// <param name="user">User's number.</param>
/// <param name="probe">Rows to compare on.</param>
internal sealed class ExportCheck(CausalLM model, AdapterWeights weights, int user, ExportProbe probe)
{
    /// <summary>Share of the effect, and of the gain in likelihood, that an export may lose.</summary>
    private const double MostLost = 0.1;

    /// <summary>
    /// What two ways of computing the same in float32 differ by, as a share of the log probabilities' root mean square.
    /// </summary>
    private const double Noise = 3e-6;

    private double scale;

    /// <summary>A PEFT folder that has been read again.</summary>
    /// <exception cref="InputException">It is not the adapter.</exception>
    public ExportEffect OfPeft(AdapterWeights reread)
    {
        var effect = Measure(model, reread, (module, _) =>
        {
            var place = reread.Layout.Modules
                .ToList()
                .FindIndex(other => other.Module.Path == weights.Layout.Modules[module].Module.Path);
            return place < 0 ? null : AdapterFolding.Delta(reread, place, 0);
        });
        if (effect.WeightLoss > 1e-4 || IsLost(effect))
            throw Refusal(effect, "PEFT adapter", "report this as a defect");
        return effect;
    }

    /// <summary>A merged checkpoint that has been read again.</summary>
    /// <param name="reread">The checkpoint in float32.</param>
    /// <param name="type">Element type in which it was written.</param>
    /// <exception cref="InputException">It is not base and adapter, or rounding has eaten what the adapter
    /// does.</exception>
    public ExportEffect OfMerged(CausalLM reread, ScalarType type)
    {
        var isRounded = true;
        var effect = Measure(reread, null, (module, delta) =>
        {
            var index = weights.Layout.Modules[module].Module.Index;
            var (before, after) = (model.Linears[index].Weight, reread.Linears[index].Weight);
            var exact = before.Plus(delta);

            // A checkpoint may hold some of its weights in a finer type than the others.
            isRounded &= Constant.Read<bool>(exact.to(type).to(ScalarType.Float32).eq(after).all())
                || Constant.Read<bool>(exact.eq(after).all());
            return after - before;
        });
        if (!isRounded)
        {
            throw Refusal(
                effect, $"merged checkpoint, whose weights are not base and adapter in {NameOf(type)},",
                "report this as a defect");
        }

        if (!IsLost(effect)) return effect;
        throw Refusal(
            effect, $"merged checkpoint, rounded to {NameOf(type)},",
            type == ScalarType.Float32
                ? "the update is too small for a merge: --format peft keeps it"
                : "--dtype float32 keeps it, --format peft too");
    }

    /// <summary>An element type's name.</summary>
    public static string NameOf(ScalarType type) =>
        type switch
        {
            ScalarType.BFloat16 => "bfloat16",
            ScalarType.Float16 => "float16",
            ScalarType.Float32 => "float32",
            _ => type.ToString(),
        };

    private bool IsLost(ExportEffect found)
    {
        // An adapter that does nothing is exported rightly where nothing was written; one whose doing float32 cannot
        // tell is judged by its weights.
        var noise = Noise * scale;
        if (found.Effect * MostLost <= noise)
            return found.WeightLoss > MostLost || found.Residual > noise + found.Effect;
        if (found.Residual > MostLost * found.Effect) return true;
        return found.Gain is { } gain
            && Math.Abs(found.ExportNll!.Value - found.LiveNll!.Value) > Math.Max(MostLost * Math.Abs(gain), noise);
    }

    private InputException Refusal(ExportEffect found, string what, string remedy)
    {
        var lost = string.Create(
            CultureInfo.InvariantCulture,
            $"differs from the live model by {found.Residual:g3} where the adapter makes a difference of "
                + $"{found.Effect:g3}{(found.Lost is { } share ? $" ({100 * share:0} % of it)" : "")}, "
                + $"in log probabilities on {found.Probe}; of the update itself {100 * found.WeightLoss:0} % are off");
        if (found.Gain is not null)
        {
            lost += string.Create(
                CultureInfo.InvariantCulture,
                $"; loss of an answer token: base {found.BaseNll:0.00000}, live {found.LiveNll:0.00000}, "
                    + $"export {found.ExportNll:0.00000}");
        }

        return new InputException(
            $"export of user \"{weights.Layout.Users[user]}\"", $"the {what} {lost}",
            $"at most {100 * MostLost:0} % of the difference, and of the gain", remedy);
    }

    /// <param name="network">The export's network.</param>
    /// <param name="adapter">The export's adapter on it, or none.</param>
    /// <param name="writtenOf">The update of a module that was written, given the one that should have been; null =
    /// none.</param>
    private ExportEffect Measure(CausalLM network, AdapterWeights? adapter, Func<int, Tensor, Tensor?> writtenOf)
    {
        using var quiet = no_grad();
        var sums = new Sums();
        foreach (var row in probe.Rows) Add(sums, row, network, adapter);
        if (!double.IsFinite(sums.Effect + sums.Residual + sums.Squares))
        {
            throw new DivergenceException(
                $"the log probabilities of user \"{weights.Layout.Users[user]}\" on {probe.Name} are not finite",
                "while comparing its export with the live model", "train it again at lower rates");
        }

        scale = Math.Sqrt(sums.Squares / sums.Values);
        var effect = Math.Sqrt(sums.Effect / sums.Values);
        var residual = Math.Sqrt(sums.Residual / sums.Values);
        return new ExportEffect(
            probe.Name, effect, residual, WeightLoss(writtenOf), Mean(sums.Bare), Mean(sums.Live), Mean(sums.Written));

        double? Mean(double sum) => probe.IsText ? sum / sums.Tokens : null;
    }

    private void Add(Sums sums, TokenSequence row, CausalLM network, AdapterWeights? adapter)
    {
        using var scope = NewDisposeScope();
        var bare = LogProbabilities(model, null, 0, row);
        var live = LogProbabilities(model, weights, user, row);
        var written = LogProbabilities(network, adapter, 0, row);
        sums.Effect += SumOfSquares(live - bare);
        sums.Residual += SumOfSquares(written - live);
        sums.Squares += SumOfSquares(live);
        sums.Values += live.numel();

        var answer = row.Ids[^(int)live.size(0)..].Select(id => (long)id).ToArray();
        var targets = tensor(answer, ScalarType.Int64, live.device).unsqueeze(-1);
        sums.Tokens += live.size(0);
        sums.Bare -= Constant.Read<float>(bare.gather(1, targets).sum());
        sums.Live -= Constant.Read<float>(live.gather(1, targets).sum());
        sums.Written -= Constant.Read<float>(written.gather(1, targets).sum());
    }

    private double WeightLoss(Func<int, Tensor, Tensor?> writtenOf)
    {
        double off = 0, all = 0;
        for (var module = 0; module < weights.Layout.Modules.Count; module++)
        {
            using var scope = NewDisposeScope();
            var delta = AdapterFolding.Delta(weights, module, user).to(model.Device);
            off += SumOfSquares(writtenOf(module, delta) is { } written ? written.to(model.Device) - delta : delta);
            all += SumOfSquares(delta);
        }

        return off == 0 ? 0 : Math.Sqrt(off / all);
    }

    /// <summary>log softmax [answer tokens, vocabulary], float32, of each token after the prompt.</summary>
    private static Tensor LogProbabilities(CausalLM network, AdapterWeights? adapter, int user, TokenSequence row)
    {
        using var scope = NewDisposeScope();
        var ids = tensor(
            row.Ids.Select(id => (long)id).ToArray(), [1, row.Ids.Length], ScalarType.Int64, network.Device);
        using var active = adapter is null ? null : new ActiveFactors(adapter, [user], [], network.Device);
        using var adaptation = active?.For([user]);
        var hidden = network.Hidden(ids, ones_like(ids), null, adaptation);
        var first = Math.Max(1, row.CompletionStart);
        return nn.functional
            .log_softmax(network.Logits(hidden[0].narrow(0, first - 1, row.Ids.Length - first)), -1)
            .MoveToOuterDisposeScope();
    }

    private static double SumOfSquares(Tensor values)
    {
        using var scope = NewDisposeScope();
        return Constant.Read<double>(values.to(ScalarType.Float64).pow(Constant.Of(2.0)).sum());
    }

    /// <summary>Over all probe rows: squares of log probabilities and of their differences, and likelihoods.</summary>
    private sealed class Sums
    {
        public double Effect { get; set; }

        public double Residual { get; set; }

        public double Squares { get; set; }

        public long Values { get; set; }

        public double Bare { get; set; }

        public double Live { get; set; }

        public double Written { get; set; }

        public long Tokens { get; set; }
    }
}
