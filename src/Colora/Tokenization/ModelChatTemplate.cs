using Colora.Formats;
using Colora.Formats.HuggingFace;
using Colora.Templates;

namespace Colora.Tokenization;

/// <summary>
/// The chat template of a model folder, with the folder's special tokens; what is wrong with it is said by file and
/// line.
/// </summary>
public sealed class ModelChatTemplate
{
    private readonly ChatTemplate template;
    private readonly string path;

    private ModelChatTemplate(ChatTemplate template, string path) => (this.template, this.path) = (template, path);

    /// <summary>The template itself.</summary>
    public string Text => template.Text;

    /// <summary>As <see cref="Load"/>, or null where the folder has no chat template.</summary>
    /// <exception cref="InputException">It has one that is malformed.</exception>
    public static ModelChatTemplate? Find(string modelFolder) =>
        TokenizerConfigFile.Read(modelFolder).ChatTemplate is null ? null : Load(modelFolder);

    /// <summary>
    /// Loads chat_template.jinja, else chat_template of tokenizer_config.json (of a list, the one called default).
    /// </summary>
    /// <exception cref="InputException">The folder has none, or it is malformed.</exception>
    public static ModelChatTemplate Load(string modelFolder)
    {
        var config = TokenizerConfigFile.Read(modelFolder);
        var text = config.ChatTemplate
            ?? throw new InputException(
                modelFolder, "the model has no chat template",
                $"{TokenizerConfigFile.ChatTemplateFileName}, or chat_template in tokenizer_config.json",
                "use a model made for chat, or leave --chat out");
        var own = Path.Combine(modelFolder, TokenizerConfigFile.ChatTemplateFileName);
        var path = File.Exists(own) ? own : Path.Combine(modelFolder, TokenizerConfigFile.FileName);
        var tokens = new Dictionary<string, string>();
        foreach (var role in (string[])["bos", "eos", "pad", "unk"])
            if (config.TextOf(role) is { } token) tokens[$"{role}_token"] = token;
        return Named(
            path, "a Jinja template", () => new ModelChatTemplate(ChatTemplate.Parse(text, defaults: tokens), path));
    }

    /// <summary>The text of a conversation.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="addGenerationPrompt">Whether the beginning of the assistant's answer is added.</param>
    /// <exception cref="InputException">The template fails or refuses the conversation.</exception>
    public string Render(IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt) =>
        Named(path, "", () => template.Render(messages, addGenerationPrompt));

    /// <summary>
    /// The tokens of a conversation: the template spells out its own special tokens, messages are text.
    /// </summary>
    /// <param name="tokenizer">The base's tokenizer.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="allowSpecialTokens">Whether special tokens that messages spell out are meant.</param>
    /// <exception cref="InputException">The template fails or refuses the conversation.</exception>
    internal int[] Encode(ITokenizer tokenizer, IReadOnlyList<ChatMessage> messages, bool allowSpecialTokens)
    {
        var control = ControlTokens.Of(tokenizer, Text);
        var marked = allowSpecialTokens
            ? messages
            : [.. messages.Select(message => message with { Content = control.Mark(message.Content) })];
        return control.EncodeMarked(Render(marked, addGenerationPrompt: true));
    }

    private static T Named<T>(string path, string expected, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (TemplateException e)
        {
            throw new InputException(e.Line > 0 ? $"{path}:{e.Line}" : path, e.Message, expected, "", e);
        }
    }
}
