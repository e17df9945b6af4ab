using Colora.Model;
using static TorchSharp.torch;

namespace Colora.Lab.Experiments.Bridge;

/// <summary>Changes nothing and keeps a copy of what one linear layer is given.</summary>
internal sealed class RecordedInputs(string path) : IAdaptation, IDisposable
{
    /// <summary>The layer's last input [rows, tokens, in], double; null before it was reached.</summary>
    public Tensor? Seen { get; private set; }

    /// <inheritdoc />
    public Tensor Adapt(TargetModule module, Tensor x, Tensor output)
    {
        if (module.Path == path)
        {
            Seen?.Dispose();
            Seen = x.to(ScalarType.Float64, copy: true).DetachFromDisposeScope();
        }

        return output;
    }

    /// <inheritdoc />
    public void Dispose() => Seen?.Dispose();
}
