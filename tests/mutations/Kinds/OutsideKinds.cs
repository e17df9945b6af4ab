using Colora.Formats;
using Colora.Mutations.Mutators;
using Colora.Mutations.Readers;
using Colora.Templates;

namespace Colora.Mutations.Kinds;

/// <summary>What strangers' programs write: chat templates, and a hub's answers.</summary>
internal static class OutsideKinds
{
    private const string Template = "templates/chat_template.jinja";

    private static readonly Dictionary<string, object?> Variables = new() { ["bos_token"] = "<s>", ["eos_token"] = "</s>" };

    public static IEnumerable<FileKind> All =>
    [
        new("template", "templates")
        {
            Change = (work, random) =>
            {
                File.WriteAllText(Path.Combine(work, Template), new TemplateMutator(random).Next());
                return [Path.Combine(work, Template)];
            },
            Read = work => Render(File.ReadAllText(Path.Combine(work, Template))),
            Allowance = 1L << 30,
        },
        new("hub", "hub") { Change = JsonChange.Of("hub/description.json", "hub/headers.json"), Read = work => HubReader.Compare(Path.Combine(work, "hub"), Path.Combine(work, "cache")) },
    ];

    /// <summary>Renders twice: the same text comes out, or the same error in one line of the template's own making.</summary>
    private static void Render(string template)
    {
        try
        {
            if (Once() != Once()) throw new DisagreementException("rendered twice, it says two things");
        }
        catch (TemplateException e) when (e.InnerException is null or TemplateException)
        {
            throw new InputException("chat_template", e.Message);
        }
        catch (TemplateException e)
        {
            throw new InvalidOperationException($"a failure of a template that is none of its own: {e}");
        }

        string Once() => ChatTemplate.Parse(template).Render([new("system", "Be x."), new("user", "Hi there"), new("assistant", " ok\n"), new("user", "é😀 ß")], true, Variables);
    }
}
