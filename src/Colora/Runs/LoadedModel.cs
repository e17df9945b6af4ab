using Colora.Checkpoints;
using Colora.Embedded;
using Colora.Engine;
using Colora.Formats;
using Colora.Formats.HuggingFace;
using Colora.Model;
using Colora.Tokenization;

namespace Colora.Runs;

/// <summary>A model with its tokenizer and the tokens that end a text.</summary>
public sealed class LoadedModel : IDisposable
{
    private LoadedModel(CausalLM network, HuggingFaceTokenizer tokenizer, IReadOnlyCollection<int> ends)
    {
        Network = network;
        Tokenizer = tokenizer;
        Ends = ends;
    }

    /// <summary>The network.</summary>
    public CausalLM Network { get; }

    /// <summary>Its tokenizer.</summary>
    public ITokenizer Tokenizer { get; }

    /// <summary>Tokens that end a text: those of generation_config.json and config.json, and the tokenizer's.</summary>
    public IReadOnlyCollection<int> Ends { get; }

    /// <summary>Loads all three from a model folder, or the embedded ones.</summary>
    /// <exception cref="InputException">A file is missing or broken, or tokenizer and model do not belong together.</exception>
    public static LoadedModel Load(string folder, ComputeEngine engine)
    {
        folder = EmbeddedFiles.ModelOr(folder);
        if (!Directory.Exists(folder)) throw new InputException(folder, "no such folder", "a model folder with config.json, tokenizer.json and safetensors weights", "check --model");
        var tokenizer = HuggingFaceTokenizer.Load(folder);
        try
        {
            var network = ModelLoader.Load(folder, engine);
            if (tokenizer.VocabularySize > network.Config.VocabularySize)
            {
                network.Dispose();
                throw new InputException(folder, $"the tokenizer has {tokenizer.VocabularySize} ids, the model {network.Config.VocabularySize}",
                    "a tokenizer whose ids the model knows", "check that tokenizer.json belongs to these weights");
            }

            var ends = GenerationConfigFile.Read(folder).EosTokenIds.ToHashSet();
            if (tokenizer.EosId is { } end) ends.Add(end);
            return new LoadedModel(network, tokenizer, ends);
        }
        catch
        {
            tokenizer.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Network.Dispose();
        (Tokenizer as IDisposable)?.Dispose();
    }
}
