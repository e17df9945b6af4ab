using Colora.Formats;
using Colora.Formats.HuggingFace;

namespace Colora.Tokenization;

/// <summary>Which tokens begin, end and pad a sequence, and which are put around a text.</summary>
/// <remarks>
/// As Hugging Face: a token that a file names (<see cref="TokenizerConfigFile"/>), or the default of the tokenizer's
/// class; only where there is neither, the id in generation_config.json, then in config.json (the first of a list).
/// </remarks>
internal sealed class SpecialTokenSettings
{
    private readonly string _folder;
    private readonly TokenizerConfigFile _naming;
    private readonly GenerationConfigFile _numbering;

    private SpecialTokenSettings(string folder, TokenizerConfigFile naming, GenerationConfigFile numbering)
    {
        _folder = folder;
        _naming = naming;
        _numbering = numbering;
    }

    /// <summary>Reads the files of a model folder; each may be missing.</summary>
    /// <exception cref="InputException">One of them is not a JSON object, or a key has another type.</exception>
    public static SpecialTokenSettings Load(string folder) =>
        new(folder, TokenizerConfigFile.Read(folder), GenerationConfigFile.Read(folder));

    /// <summary>Id of "bos", "eos", "pad" or "unk", or null.</summary>
    public int? IdOf(string role, Vocabulary vocabulary)
    {
        if (_naming.Named.TryGetValue(role, out var named)) return named is null ? null : vocabulary.IdOf(named);
        if (_naming.Class?.DefaultOf(role) is { } usual && vocabulary.IdOf(usual) is { } id) return id;
        return role switch
        {
            "bos" => _numbering.BosTokenId,
            "eos" => _numbering.EosTokenIds.Count > 0 ? _numbering.EosTokenIds[0] : null,
            "pad" => _numbering.PadTokenId,
            _ => null,
        };
    }

    /// <summary>The template to use, given the one of tokenizer.json.</summary>
    /// <exception cref="InputException">A token that the file wants added does not exist.</exception>
    public SpecialTokenTemplate Template(SpecialTokenTemplate? ofTokenizer, int? bos, int? eos)
    {
        if (_naming.Class is { BuildsTemplate: true } own)
        {
            Require(_naming.AddBosToken, bos, "bos");
            Require(_naming.AddEosToken, eos, "eos");
            return Around((_naming.AddBosToken ?? own.AddsBos) ? bos : null, _naming.AddEosToken == true ? eos : null);
        }

        return ofTokenizer
            ?? Around(_naming.AddBosToken == true ? bos : null, _naming.AddEosToken == true ? eos : null);
    }

    private static SpecialTokenTemplate Around(int? first, int? last) =>
        new(first is { } before ? [before] : [], last is { } after ? [after] : []);

    private void Require(bool? added, int? id, string role)
    {
        if (added != true || id is not null) return;
        var text = _naming.TextOf(role);
        throw new InputException(
            Path.Combine(_folder, TokenizerConfigFile.FileName),
            $"'add_{role}_token' is true, but "
                + $"{(text is null ? $"there is no {role}_token" : $"the vocabulary has no {role}_token '{text}'")}",
            $"a {role}_token of the vocabulary", $"name it, or set add_{role}_token to false");
    }
}
