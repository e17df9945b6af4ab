using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Colora.Configuration;

/// <summary>
/// Reads one YAML 1.2 file into nodes that know their lines. The events of the parser are taken as they come:
/// YamlDotNet's own document model resolves aliases to nodes without a place and stops at the first duplicate key.
/// </summary>
internal sealed class YamlSource
{
    // A configuration is a few levels deep; a file of a million brackets must not end the process.
    private const int DeepestLevel = 64;

    private readonly string path;
    private readonly Parser parser;

    private YamlSource(string path, string text)
    {
        this.path = path;
        parser = new Parser(new StringReader(text));
    }

    /// <summary>The file's one document; null when it is empty or cannot be read, which adds a problem.</summary>
    public static SourceNode? Read(string path, List<ConfigProblem> problems)
    {
        try
        {
            if (!File.Exists(path))
            {
                var found = Directory.Exists(path) ? "is a folder" : "no such file";
                problems.Add(new(path, "", found, "a YAML file", "check the path"));
                return null;
            }

            return ReadText(path, File.ReadAllBytes(path), problems);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new(path, "", $"cannot be read ({e.Message})", "", "check the rights"));
            return null;
        }
    }

    private static SourceNode? ReadText(string path, byte[] bytes, List<ConfigProblem> problems)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return new YamlSource(path, text.TrimStart('\uFEFF')).ReadDocument(problems);
        }
        catch (DecoderFallbackException e)
        {
            var line = 1 + bytes.AsSpan(0, Math.Max(0, e.Index)).Count((byte)'\n');
            problems.Add(new(
                $"{path}:{line}", "", $"byte 0x{e.BytesUnknown?.FirstOrDefault():X2} is not UTF-8", "",
                "save the file as UTF-8"));
        }
        catch (YamlException e)
        {
            // A tab is at the end of the text that it breaks off; what is never closed is best looked for where it
            // opens.
            var line = Math.Max(1, e.Message.Contains("a tab ") ? e.End.Line : e.Start.Line);
            problems.Add(new(
                $"{path}:{line}", "", $"is not YAML ({SourceNode.Show(e.Message.TrimEnd('.'))})", "",
                "check the indentation, the quotes and the brackets"));
        }

        return null;
    }

    private SourceNode? ReadDocument(List<ConfigProblem> problems)
    {
        SourceNode? root = null;
        var documents = 0;
        while (MoveNext())
        {
            switch (parser.Current)
            {
                case StreamStart or StreamEnd or DocumentEnd:
                    break;
                case DocumentStart start when ++documents > 1:
                    problems.Add(new(
                        Place(start), "", "a second document begins", "one document a file",
                        "remove the line '---' and what follows"));
                    return root;
                case DocumentStart:
                    break;
                default:
                    root = ReadNode(1);
                    break;
            }
        }

        return root is { IsBlank: true } ? null : root;
    }

    private SourceNode ReadNode(int level)
    {
        var current = parser.Current!;
        if (level > DeepestLevel)
            throw new YamlException(current.Start, current.End, $"more than {DeepestLevel} levels");
        var where = Place(current);
        var node = current switch
        {
            Scalar scalar => new SourceNode(SourceKind.Scalar, where)
            {
                Text = scalar.Value,
                IsQuoted = scalar.Style != ScalarStyle.Plain,
            },
            AnchorAlias alias => new SourceNode(SourceKind.Alias, where) { Text = alias.Value.Value },
            SequenceStart => new SourceNode(SourceKind.Sequence, where) { Items = ReadItems(level) },
            MappingStart => new SourceNode(SourceKind.Mapping, where) { Members = ReadMembers(level) },
            _ => throw new YamlException(current.Start, current.End, $"{current.GetType().Name} is out of place"),
        };
        return current is NodeEvent { Tag.IsEmpty: false } tagged && !tagged.Tag.IsNonSpecific
            ? new SourceNode(SourceKind.Tagged, where) { Text = tagged.Tag.Value }
            : node;
    }

    private List<SourceNode> ReadItems(int level)
    {
        var items = new List<SourceNode>();
        while (Advance() is not SequenceEnd) items.Add(ReadNode(level + 1));
        return items;
    }

    private List<SourceMember> ReadMembers(int level)
    {
        var members = new List<SourceMember>();
        while (Advance() is not MappingEnd)
        {
            var key = ReadNode(level + 1);
            Advance();
            var value = ReadNode(level + 1);

            // A value that is not there has no line of its own.
            members.Add(new(key, value.IsBlank ? value with { Where = key.Where } : value));
        }

        return members;
    }

    private ParsingEvent Advance()
    {
        MoveNext();
        return parser.Current!;
    }

    private bool MoveNext()
    {
        var before = parser.Current?.Start ?? Mark.Empty;
        try
        {
            return parser.MoveNext();
        }
        catch (InvalidOperationException e)
        {
            // YamlDotNet 18's scanner loses its own state on a key over two lines inside brackets.
            throw new YamlException(before, before, "a list or mapping in brackets is not closed", e);
        }
    }

    private string Place(ParsingEvent at) => $"{path}:{at.Start.Line}";
}
