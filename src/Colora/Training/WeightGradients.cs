using Colora.Adapters;
using Colora.Data;
using Colora.Losses;
using Colora.Model;
using static TorchSharp.torch;

namespace Colora.Training;

/// <summary>G = ∂f/∂W0 of the adapted modules at the bare base, which is frozen before and after.</summary>
internal static class WeightGradients
{
    /// <summary>One forward and backward pass; hands over each module's gradient, float32 [out, in] on the processor, one at a time.</summary>
    /// <param name="model">The base.</param>
    /// <param name="modules">The modules.</param>
    /// <param name="batch">The rows; f is the mean loss of their answer tokens.</param>
    /// <param name="each">Called with the module's place in the list and its gradient, which is gone afterwards; no graph is recorded.</param>
    public static void Of(CausalLM model, IReadOnlyList<AdaptedModule> modules, TokenBatch batch, Action<int, Tensor> each)
    {
        using var scope = NewDisposeScope();
        var targets = modules.Select(m => model.Linears[m.Module.Index].Weight).ToArray();
        try
        {
            foreach (var target in targets) target.requires_grad = true;
            var hidden = model.Hidden(batch.IdsOn(model.Device), batch.MaskOn(model.Device));
            NextTokenLoss.Backward(model, hidden, batch, NextTokenLoss.Count(batch));
            using var quiet = no_grad();
            for (var i = 0; i < targets.Length; i++)
            {
                using var inner = NewDisposeScope();
                each(i, targets[i].grad!.to(ScalarType.Float32).cpu());
            }
        }
        finally
        {
            foreach (var target in targets)
            {
                target.grad = null;
                target.requires_grad = false;
            }
        }
    }
}
