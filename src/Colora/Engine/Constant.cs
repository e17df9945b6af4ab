using System.Collections.Concurrent;
using TorchSharp;
using static TorchSharp.torch;

namespace Colora.Engine;

/// <summary>
/// Numbers beside tensors. TorchSharp hands libtorch a native copy of a number that the copy's finalizer frees, and nothing keeps the
/// copy alive during the call: a garbage collection that another thread sets off in between frees what libtorch is reading, and the
/// operation computes with rubbish, fails ("Expected false to be true") or ends the process. The implicit conversions are therefore
/// banned; a number that recurs comes from here, one that changes from step to step is a <c>using var … = value.ToScalar()</c>.
/// </summary>
public static class Constant
{
    private static readonly ConcurrentDictionary<double, Scalar> Reals = new();
    private static readonly ConcurrentDictionary<long, Scalar> Integers = new();

    /// <summary>A real number that is kept for the life of the process.</summary>
    public static Scalar Of(double value) => Reals.GetOrAdd(value, static number => number.ToScalar());

    /// <summary>An integer that is kept for the life of the process.</summary>
    public static Scalar Of(long value) => Integers.GetOrAdd(value, static number => number.ToScalar());

    /// <summary>The one element of a tensor, read from its memory.</summary>
    /// <typeparam name="T">The element type that the tensor has.</typeparam>
    public static T Read<T>(Tensor tensor) where T : unmanaged
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to(CPU).data<T>()[0];
    }
}
