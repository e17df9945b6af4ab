using System.Text.Json.Nodes;
using Colora.Formats;
using Colora.Runs;
using Xunit;

namespace Colora.Testing;

/// <summary>A JSON document that is damaged in any one place.</summary>
public static class DamagedDocument
{
    /// <summary>
    /// Fails unless every single damage is read as it stands or refused in one line that names the file, and at least so many are refused.
    /// </summary>
    /// <param name="folder">Where the document is written.</param>
    /// <param name="document">The document as it should be.</param>
    /// <param name="atLeast">How many damages have to be refused.</param>
    public static void AssertRefusedOrHarmless<T>(TemporaryFolder folder, T document, int atLeast)
    {
        var path = folder[$"{typeof(T).Name}.json"];
        RunJson.Write(path, document);
        RunJson.Read<T>(path);
        var text = File.ReadAllText(path);
        var (refused, tried) = (0, 0);
        foreach (var damaged in Damages(text))
        {
            tried++;
            File.WriteAllText(path, damaged);
            try
            {
                RunJson.Read<T>(path);
            }
            catch (InputException e)
            {
                refused++;
                Assert.DoesNotContain('\n', e.Message);
                Assert.Contains(Path.GetFileName(path), e.Message);
            }
        }

        Assert.True(refused >= atLeast, $"{typeof(T).Name}: {refused} of {tried} refused");
    }

    private static IEnumerable<string> Damages(string text)
    {
        foreach (var whole in (string[])["", text[..(text.Length / 2)], "hello", "[]", "null", "{}", new string('[', 5000), "\u0000"]) yield return whole;
        foreach (var path in Paths(JsonNode.Parse(text)!, []))
        {
            foreach (var value in (string[])["null", "-1", "\"x\"", "[]", "{}", "1e300", "1e400", "9223372036854775808", "\"NaN\"", "[null]", "\"\\ud800\"", ""])
            {
                var copy = JsonNode.Parse(text)!;
                var at = path[..^1].Aggregate(copy, (node, key) => key is int place ? node[place]! : node[(string)key]!);
                if (value.Length == 0)
                {
                    if (path[^1] is int place) at.AsArray().RemoveAt(place);
                    else at.AsObject().Remove((string)path[^1]);
                    yield return copy.ToJsonString();
                    continue;
                }

                if (path[^1] is int number) at[number] = "@@";
                else at[(string)path[^1]] = "@@";
                yield return copy.ToJsonString().Replace("\"@@\"", value, StringComparison.Ordinal);
            }
        }
    }

    private static IEnumerable<object[]> Paths(JsonNode? node, object[] path)
    {
        if (path.Length > 0) yield return path;
        var inner = node switch
        {
            JsonObject members => members.SelectMany(member => Paths(member.Value, [.. path, member.Key])),
            JsonArray items => items.Take(1).SelectMany(item => Paths(item, [.. path, 0])),
            _ => [],
        };
        foreach (var deeper in inner) yield return deeper;
    }
}
