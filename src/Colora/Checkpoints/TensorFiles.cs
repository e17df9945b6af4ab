using Colora.Engine;
using Colora.Formats;
using Colora.Formats.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Colora.Checkpoints;

/// <summary>The single crossing between safetensors and tensors.</summary>
internal static class TensorFiles
{
    private const int ChunkBytes = 8 << 20;

    /// <summary>
    /// Reads a tensor of real numbers as the file holds it, whatever its size. Integers are none: as weights they would
    /// be taken for other numbers than were written.
    /// </summary>
    /// <exception cref="InputException">Another element type.</exception>
    public static Tensor Read(SafetensorsFile file, TensorEntry entry) =>
        entry.Type is ElementType.Float64 or ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16
            ? Read(file, entry, ChunkBytes)
            : throw WrongType(file, entry, "F32, F16, BF16 or F64");

    /// <summary>A tensor of any type, so many bytes at a time.</summary>
    internal static Tensor Read(SafetensorsFile file, TensorEntry entry, long chunkBytes)
    {
        var tensor = empty(entry.Shape.ToArray(), TypeOf(file, entry), CPU);
        using var flat = tensor.view(-1);
        var (size, count) = (entry.Type.ByteSize(), flat.size(0));
        var most = Math.Max(1, chunkBytes / size);
        for (long at = 0; at < count; at += most)
        {
            // A span cannot span 2 GB: only the part of a chunk is asked for one.
            using var part = flat.narrow(0, at, Math.Min(most, count - at));
            file.Read(entry, at * size, part.bytes);
        }

        return tensor;
    }

    /// <summary>Reads a tensor as float32.</summary>
    /// <exception cref="InputException">There is none of that name, or it holds no numbers.</exception>
    public static Tensor ReadSingle(SafetensorsFile file, string name)
    {
        using var scope = NewDisposeScope();
        return Read(file, file[name]).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>Refuses a tensor of another shape by the file's header: nothing is read or allocated.</summary>
    /// <exception cref="InputException">There is none of that name, or it has another shape.</exception>
    public static void RequireShape(SafetensorsFile file, string name, IReadOnlyList<long> shape, string remedy)
    {
        var found = file[name].Shape;
        if (!found.SequenceEqual(shape))
        {
            throw new InputException(
                file.Path, $"tensor \"{name}\" has shape [{string.Join(", ", found)}]", $"[{string.Join(", ", shape)}]",
                remedy);
        }
    }

    /// <summary>
    /// Refuses a file of ours with a tensor that nothing would read: it belongs to another description than the one
    /// beside it.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="names">All that are read.</param>
    /// <param name="remedy">What to do.</param>
    /// <exception cref="InputException">It has another one.</exception>
    public static void RequireNoOther(SafetensorsFile file, IEnumerable<string> names, string remedy)
    {
        var known = names.ToHashSet();
        if (file.Tensors.Keys.FirstOrDefault(name => !known.Contains(name)) is { } other)
        {
            throw new InputException(
                file.Path, $"tensor \"{other}\", which nothing beside it speaks of", $"{known.Count} tensors", remedy);
        }
    }

    /// <summary>
    /// A tensor to be written under a name, in its own element type. It must live until the file is written.
    /// </summary>
    public static TensorSource Source(string name, Tensor tensor) => Source(name, tensor, ChunkBytes);

    /// <summary>As the other, so many bytes at a time.</summary>
    internal static TensorSource Source(string name, Tensor tensor, long chunkBytes) =>
        new(name, TypeOf(tensor.dtype), tensor.shape, stream =>
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Write(stream, tensor.detach(), chunkBytes);
    });

    /// <summary>Some rows of a matrix, in their order.</summary>
    public static TensorSource Rows(string name, Tensor tensor, IReadOnlyList<long> rows) =>
        new(name, TypeOf(tensor.dtype), [rows.Count, .. tensor.shape[1..]], stream =>
    {
        foreach (var row in rows)
        {
            using var scope = NewDisposeScope();
            using var quiet = no_grad();
            Write(stream, tensor.detach()[row], ChunkBytes);
        }
    });

    /// <summary>
    /// Writes row-major bytes; no more than a chunk is copied at a time, whatever the strides and wherever the tensor
    /// lives.
    /// </summary>
    private static void Write(Stream stream, Tensor tensor, long chunkBytes)
    {
        var size = tensor.element_size();
        if (tensor.numel() == 0) return;
        var isPlain = tensor.device.type == DeviceType.CPU && tensor.is_contiguous();
        if (isPlain) tensor = tensor.view(-1);
        else if (tensor.dim() == 0) tensor = tensor.unsqueeze(0);
        var rowBytes = tensor.numel() / tensor.size(0) * size;
        if (rowBytes > chunkBytes && tensor.dim() > 1)
        {
            for (long row = 0; row < tensor.size(0); row++)
            {
                using var scope = NewDisposeScope();
                Write(stream, tensor[row], chunkBytes);
            }

            return;
        }

        var most = Math.Max(1, chunkBytes / rowBytes);
        for (long at = 0; at < tensor.size(0); at += most)
        {
            using var scope = NewDisposeScope();
            stream.Write(tensor.narrow(0, at, Math.Min(most, tensor.size(0) - at)).cpu().contiguous().bytes);
        }
    }

    /// <summary>Refuses a tensor with NaN or infinity.</summary>
    /// <exception cref="InputException">It has one.</exception>
    public static void RequireFinite(string path, string name, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        if (!Constant.Read<bool>(tensor.isfinite().all()))
        {
            throw new InputException(
                path, $"tensor \"{name}\" holds NaN or infinity", "finite numbers", "fetch or write the file again");
        }
    }

    private static InputException WrongType(SafetensorsFile file, TensorEntry entry, string expected) =>
        new(file.Path, $"tensor \"{entry.Name}\" has type {entry.Type.FileName()}", expected);

    private static ScalarType TypeOf(SafetensorsFile file, TensorEntry entry) => entry.Type switch
    {
        ElementType.Float64 => ScalarType.Float64,
        ElementType.Float32 => ScalarType.Float32,
        ElementType.Float16 => ScalarType.Float16,
        ElementType.BFloat16 => ScalarType.BFloat16,
        ElementType.Int64 => ScalarType.Int64,
        ElementType.Int32 => ScalarType.Int32,
        ElementType.Boolean => ScalarType.Bool,
        _ => throw WrongType(file, entry, "F32, F16, BF16, F64, I64, I32 or BOOL"),
    };

    /// <summary>A tensor type as a file names it.</summary>
    internal static ElementType TypeOf(ScalarType type) => type switch
    {
        ScalarType.Float64 => ElementType.Float64,
        ScalarType.Float32 => ElementType.Float32,
        ScalarType.Float16 => ElementType.Float16,
        ScalarType.BFloat16 => ElementType.BFloat16,
        ScalarType.Int64 => ElementType.Int64,
        _ => throw new ArgumentException($"{type} is not written to safetensors"),
    };
}
