using Colora.Data;
using Colora.Engine;
using Colora.Formats;
using Colora.LinearAlgebra;
using Colora.Model;
using Colora.Runs;
using static TorchSharp.torch;

namespace Colora.Lab.Experiments.Bridge;

/// <summary>
/// What a model really gives one of its linear layers: the inputs of many tokens, scaled to mean square 1, and Gaussian
/// or whitened inputs of the same width to compare them with.
/// </summary>
internal sealed class LayerInputs : IDisposable
{
    private const int TokensARow = 128, MostRows = 400;

    // Directions of less than this share of the largest energy are left out of the whitening.
    private const double LeastEnergy = 1e-10;

    private readonly Tensor pool;
    private readonly Tensor whitener;

    private LayerInputs(Tensor pool, TargetModule target)
    {
        (this.pool, Target) = (pool, target);
        using var scope = NewDisposeScope();
        var moment = MatrixProduct.Of(pool.t(), pool).div(Constant.Of((double)pool.size(0)));
        Spectrum = linalg.eigvalsh(moment).data<double>().ToArray();
        whitener = Whitener(moment).DetachFromDisposeScope();
    }

    /// <summary>The layer.</summary>
    public TargetModule Target { get; }

    /// <summary>How many tokens there are.</summary>
    public long Tokens => pool.size(0);

    /// <summary>Eigenvalues of the second moment, ascending.</summary>
    public IReadOnlyList<double> Spectrum { get; }

    /// <summary>Runs a model over the text of training rows and keeps what one layer is given.</summary>
    /// <param name="model"><c>embedded</c>, a folder, or a fetched model of a hub.</param>
    /// <param name="module">Path of the layer.</param>
    /// <param name="data">Where the text comes from.</param>
    /// <exception cref="InputException">The model has no such layer.</exception>
    public static LayerInputs Load(string model, string module, DataConfig data)
    {
        var engine = ComputeEngine.Start(new EngineConfig { Dtype = WeightType.Float32 });
        using var loaded = LoadedModel.Load(model, engine);
        var target = Layer(loaded, module);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        List<Tensor> parts = [.. Texts(data).Select(text => Seen(loaded, target, text))];
        var all = cat(parts, 0);
        var scaled = all / all.pow(Constant.Of(2.0)).mean().sqrt();
        return new LayerInputs(scaled.DetachFromDisposeScope(), target);
    }

    /// <summary>Draws inputs, [users,count,in].</summary>
    /// <param name="kind">One of <see cref="InputKinds"/>.</param>
    /// <param name="users">k.</param>
    /// <param name="count">Rows of each user.</param>
    /// <param name="generator">Draws them.</param>
    public Tensor Draw(string kind, int users, int count, Generator generator)
    {
        if (kind == InputKinds.Gaussian)
            return randn([users, count, Target.In], ScalarType.Float64, CPU, generator: generator);
        var index = randint(0, pool.size(0), [users * (long)count], ScalarType.Int64, CPU, generator: generator);
        var picked = pool.index_select(0, index);
        var drawn = kind == InputKinds.Whitened ? MatrixProduct.Of(picked, whitener) : picked;
        return drawn.reshape(users, count, Target.In);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        pool.Dispose();
        whitener.Dispose();
    }

    private static TargetModule Layer(LoadedModel loaded, string module)
    {
        var layers = loaded.Network.Linears.Select(linear => linear.Module).ToList();
        var found = layers.Find(layer => layer.Path == module);
        if (found is not null) return found;
        var first = string.Join(", ", layers.Take(7).Select(layer => layer.Path));
        throw new InputException(
            "--module", $"\"{module}\"", "the path of a linear layer of the model", $"the first are {first}");
    }

    // The same number of rows from every user, in the order of the files.
    private static IEnumerable<string> Texts(DataConfig data)
    {
        var users = DataSource.Read(data);
        var each = (MostRows + users.Count - 1) / users.Count;
        return users.SelectMany(user => user.Train.Take(each)).Select(row => $"{row.Input}\n{row.Output}");
    }

    // What the layer is given for the tokens of one text, [tokens,in].
    private static Tensor Seen(LoadedModel loaded, TargetModule target, string text)
    {
        using var step = NewDisposeScope();
        var ids = loaded.Tokenizer.EncodeWithSpecial(text).Take(TokensARow).Select(id => (long)id).ToArray();
        using var recorder = new RecordedInputs(target.Path);
        var row = tensor(ids).unsqueeze(0);
        loaded.Network.Hidden(row, ones_like(row), null, recorder);
        return recorder.Seen!.reshape(-1, target.In).MoveToOuterDisposeScope();
    }

    // C^(−1/2) of the second moment.
    private static Tensor Whitener(Tensor moment)
    {
        var (values, vectors) = SymmetricEigen.Of(moment);
        var inverse = where(values > values.max().Times(LeastEnergy), values.rsqrt(), zeros_like(values));
        return MatrixProduct.Of(vectors * inverse, vectors.t());
    }
}
