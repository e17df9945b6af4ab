using Colora.Engine;
using Colora.Training;
using static TorchSharp.torch;

namespace Colora.Federation;

/// <summary>Applies the aggregate to the server's factors (FedOpt). Its moments live beside the factors, in the run's checkpoint.</summary>
/// <param name="config">How.</param>
public sealed class ServerStep(ServerConfig config)
{
    /// <summary>Steps <paramref name="current"/> in place towards <paramref name="aggregate"/>.</summary>
    /// <param name="current">float32 [width].</param>
    /// <param name="aggregate">float32 [width].</param>
    /// <param name="memory">Moments of the one owner.</param>
    internal void Apply(Tensor current, Tensor aggregate, Moments memory)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        if (config.Kind == ServerKind.Average && config.Rate == 1)
        {
            current.copy_(aggregate);
            return;
        }

        var change = aggregate - current;
        var (first, second) = (memory.First[0], memory.Second[0]);
        switch (config.Kind)
        {
            case ServerKind.Average:
                current.add_(change, alpha: Constant.Of(config.Rate));
                break;
            case ServerKind.Momentum:
                first.mul_(Constant.Of(config.Beta1)).PlusInPlace(change);
                current.add_(first, alpha: Constant.Of(config.Rate));
                break;
            default:
                first.mul_(Constant.Of(config.Beta1)).add_(change, alpha: Constant.Of(1 - config.Beta1));
                second.mul_(Constant.Of(config.Beta2)).addcmul_(change, change, value: Constant.Of(1 - config.Beta2));
                current.addcdiv_(first, second.sqrt().Plus(config.Epsilon), value: Constant.Of(config.Rate));
                break;
        }
    }
}
