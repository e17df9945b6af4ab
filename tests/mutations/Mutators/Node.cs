using System.Text;
using System.Text.Json;

namespace Colora.Mutations.Mutators;

/// <summary>A value of JSON that can be changed into what no JSON library would write: keys twice, numbers out of every range.</summary>
internal sealed class Node
{
    private const int Spaces = 2;

    /// <summary>Text of a value that is no list and no object.</summary>
    public string? Raw { get; set; }

    /// <summary>Members of an object.</summary>
    public List<(string Key, Node Value)>? Members { get; set; }

    /// <summary>Items of a list.</summary>
    public List<Node>? Items { get; set; }

    /// <summary>A value by its text.</summary>
    public static Node Of(string raw) => new() { Raw = raw };

    public static Node Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Of(document.RootElement);
    }

    public static Node Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new() { Members = [.. element.EnumerateObject().Select(member => (member.Name, Of(member.Value)))] },
        JsonValueKind.Array => new() { Items = [.. element.EnumerateArray().Select(Of)] },
        _ => Of(element.GetRawText()),
    };

    /// <summary>The member of a key.</summary>
    public Node? this[string key] => Members?.FirstOrDefault(member => member.Key == key).Value;

    public Node Clone() => new() { Raw = Raw, Members = Members?.ConvertAll(member => (member.Key, member.Value.Clone())), Items = Items?.ConvertAll(item => item.Clone()) };

    /// <summary>Becomes another value.</summary>
    public void Become(Node other)
    {
        var copy = other.Clone();
        (Raw, Members, Items) = (copy.Raw, copy.Members, copy.Items);
    }

    /// <summary>This and everything inside.</summary>
    public IEnumerable<Node> All()
    {
        // Without recursion: what has been changed may be nested deeply.
        var open = new Stack<Node>([this]);
        while (open.TryPop(out var node))
        {
            yield return node;
            foreach (var inner in node.Members?.Select(member => member.Value) ?? node.Items ?? []) open.Push(inner);
        }
    }

    public string Write(bool indented = false)
    {
        var text = new StringBuilder();
        Write(text, indented ? 0 : -1);
        return text.ToString();
    }

    private void Write(StringBuilder text, int depth)
    {
        if (Raw is not null)
        {
            text.Append(Raw);
            return;
        }

        var inner = depth < 0 ? depth : depth + 1;
        text.Append(Members is null ? '[' : '{');
        var isFirst = true;
        foreach (var (key, value) in Members ?? Items!.ConvertAll(item => ("", item)))
        {
            if (!isFirst) text.Append(',');
            isFirst = false;
            NewLine(text, inner);
            if (Members is not null) text.Append(JsonSerializer.Serialize(key)).Append(':');
            value.Write(text, inner);
        }

        NewLine(text, depth);
        text.Append(Members is null ? ']' : '}');
    }

    private static void NewLine(StringBuilder text, int depth)
    {
        if (depth >= 0) text.Append('\n').Append(' ', Spaces * depth);
    }
}
