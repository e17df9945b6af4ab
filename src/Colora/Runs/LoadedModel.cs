using Colora.Checkpoints;
using Colora.Engine;
using Colora.Formats;
using Colora.Formats.HuggingFace;
using Colora.Model;
using Colora.Tokenization;

namespace Colora.Runs;

/// <summary>A model with its tokenizer and the tokens that end a text.</summary>
public sealed class LoadedModel : IDisposable
{
    private readonly Shares shares;
    private bool isDisposed;

    private LoadedModel(string folder, CausalLM network, HuggingFaceTokenizer tokenizer, IReadOnlyCollection<int> ends)
    {
        Folder = folder;
        Network = network;
        Tokenizer = tokenizer;
        Ends = ends;
        shares = new Shares();
    }

    private LoadedModel(LoadedModel origin)
    {
        (Folder,
            Network, Tokenizer, Ends,
            shares) = (origin.Folder, origin.Network, origin.Tokenizer, origin.Ends, origin.shares);
        Interlocked.Increment(ref shares.Count);
    }

    /// <summary>Where it was loaded from.</summary>
    public string Folder { get; }

    /// <summary>The network.</summary>
    public CausalLM Network { get; }

    /// <summary>Its tokenizer.</summary>
    public ITokenizer Tokenizer { get; }

    /// <summary>Tokens that end a text: those of generation_config.json and config.json, and the tokenizer's.</summary>
    public IReadOnlyCollection<int> Ends { get; }

    /// <summary>Loads all three.</summary>
    /// <param name="model">A name of a source, a folder, or <c>owner/name</c> of a hub that has been fetched.</param>
    /// <param name="engine">Device and element type.</param>
    /// <exception cref="InputException">A file is missing or broken, or tokenizer and model do not belong
    /// together.</exception>
    public static LoadedModel Load(string model, ComputeEngine engine)
    {
        var folder = ModelFolder.Of(model);

        // The architecture first: of a model that cannot be computed, nothing else matters.
        ModelConfigReader.Read(folder);
        var tokenizer = HuggingFaceTokenizer.Load(folder);
        try
        {
            var network = ModelLoader.Load(folder, engine);
            if (tokenizer.VocabularySize > network.Blueprint.VocabularySize)
            {
                network.Dispose();
                throw new InputException(
                    folder,
                    $"the tokenizer has {tokenizer.VocabularySize} ids, the model {network.Blueprint.VocabularySize}",
                    "a tokenizer whose ids the model knows", "check that tokenizer.json belongs to these weights");
            }

            var ends = GenerationConfigFile.Read(folder).EosTokenIds.ToHashSet();
            if (tokenizer.EosId is { } end) ends.Add(end);
            RequireInside(folder, [.. ends, tokenizer.BosId ?? 0, tokenizer.PadId ?? 0], network);
            return new LoadedModel(folder, network, tokenizer, ends);
        }
        catch
        {
            tokenizer.Dispose();
            throw;
        }
    }

    /// <summary>Loads all three while the files of the base are hashed beside.</summary>
    /// <exception cref="InputException">As <see cref="Load"/>.</exception>
    internal static (LoadedModel Model, ModelIdentity Identity) LoadHashed(string folder, ComputeEngine engine)
    {
        var hashing = Task.Run(() => ModelIdentity.Of(folder));
        var loaded = Load(folder, engine);
        try
        {
            return (loaded, hashing.GetAwaiter().GetResult());
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    private static void RequireInside(string folder, IEnumerable<int> ids, CausalLM network)
    {
        foreach (var id in ids)
        {
            if (id >= 0 && id < network.Blueprint.VocabularySize) continue;
            network.Dispose();
            throw new InputException(
                folder, $"a special token has the id {id}",
                $"an id from 0 to {network.Blueprint.VocabularySize - 1}, as the model has embeddings",
                "mend bos_token_id, eos_token_id and pad_token_id in config.json and generation_config.json");
        }
    }

    /// <summary>Another holder of the same model: it is freed when all are disposed of.</summary>
    internal LoadedModel Share()
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        return new LoadedModel(this);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (isDisposed) return;
        isDisposed = true;
        if (Interlocked.Decrement(ref shares.Count) > 0) return;
        Network.Dispose();
        (Tokenizer as IDisposable)?.Dispose();
    }

    private sealed class Shares
    {
        public int Count = 1;
    }
}
