using Colora.Formats;
using static TorchSharp.torch;

namespace Colora.Engine;

/// <summary>The device and the element type that a run has settled on.</summary>
/// <param name="Device">Where tensors live.</param>
/// <param name="Type">Element type of the frozen base: float32 or bfloat16.</param>
/// <param name="Threads">Threads of the tensor library.</param>
public sealed record ComputeEngine(Device Device, ScalarType Type, int Threads)
{
    private static readonly Lock Gate = new();

    /// <summary>Single-precision arithmetic on the processor: what references are compared in.</summary>
    public static ComputeEngine Reference => Start(new EngineConfig { Dtype = WeightType.Float32 });

    /// <summary>Loads the native library, sets the threads and resolves device and element type.</summary>
    /// <exception cref="InputException">The device is not there.</exception>
    public static ComputeEngine Start(EngineConfig config)
    {
        lock (Gate)
        {
            RequireBackend();
            var threads = config.Threads > 0 ? config.Threads : Environment.ProcessorCount;
            UseThreads(threads);
            var device = Resolve(config.Device);
            var type = config.Dtype switch
            {
                WeightType.Float32 => ScalarType.Float32,
                WeightType.Bfloat16 => ScalarType.BFloat16,
                _ => device.type == TorchSharp.DeviceType.CUDA || HostMachine.MultipliesBfloat16 ? ScalarType.BFloat16 : ScalarType.Float32,
            };
            return new ComputeEngine(device, type, threads);
        }
    }

    /// <summary>
    /// Sets how many threads the tensor library uses for what the calling thread asks of it. The library keeps this number for each thread, from the first
    /// operation there on: a thread of the pool that met it earlier, under another setting, would go on with that one, and a sum over eight threads has other
    /// last digits than a sum over one.
    /// </summary>
    public static void UseThreads(int threads)
    {
        if (get_num_threads() != threads) set_num_threads(threads);
    }

    /// <summary>The libraries choose no backend: an application that forgets to is told, not left with an error of a type's initializer.</summary>
    private static void RequireBackend()
    {
        try
        {
            InitializeDeviceType(TorchSharp.DeviceType.CPU);
        }
        catch (Exception e) when (e is NotSupportedException or DllNotFoundException or TypeInitializationException or FileNotFoundException)
        {
            throw new InputException("libtorch", $"no tensor library that can be loaded ({(e.InnerException ?? e).Message.Split('\n')[0]})", "a package with one, such as libtorch-cpu-linux-x64 2.10.0, referenced by the application",
                "add it to the project of the program; where it is there, the system may lack a library that it needs (ldd shows which)", e);
        }
    }

    private static Device Resolve(string name)
    {
        if (name == "cpu") return CPU;
        var known = name == "cuda" || (name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), out _));
        if (!known) throw new InputException("engine.device", $"\"{name}\"", "cpu, cuda or cuda:N");
        if (!cuda.is_available())
        {
            throw new InputException("engine.device", $"\"{name}\", but this machine has no usable CUDA device",
                "a device that is there", "use --device cpu, or install a libtorch with CUDA");
        }

        var index = name.Length > 5 ? int.Parse(name.AsSpan(5)) : 0;
        if (index >= cuda.device_count())
            throw new InputException("engine.device", $"\"{name}\"", $"an index below {cuda.device_count()}");
        return new Device(TorchSharp.DeviceType.CUDA, index);
    }
}
