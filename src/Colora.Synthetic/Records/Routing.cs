namespace Colora.Synthetic.Records;

/// <summary>What is written for each topic.</summary>
/// <param name="Topics">The topics.</param>
/// <param name="Codes">The code of each, in the same order.</param>
internal sealed record Routing(IReadOnlyList<string> Topics, IReadOnlyList<string> Codes)
{
    /// <summary>The topics themselves.</summary>
    public static Routing Plain(IReadOnlyList<string> topics) => new(topics, topics);

    /// <summary>The same codes, dealt from the other end.</summary>
    public Routing Inverse() => this with { Codes = [.. Codes.Reverse()] };

    /// <summary>Writes the record's topic.</summary>
    public string Write(Record record)
    {
        for (var i = 0; i < Topics.Count; i++)
        {
            if (Topics[i] == record.Topic) return Codes[i];
        }

        throw new ArgumentException($"topic \"{record.Topic}\" is not one of {string.Join(", ", Topics)}");
    }

    /// <summary>
    /// Draws a code for each topic: a letter and a digit, two digits or two letters, all of one kind.
    /// </summary>
    public static Routing Random(Draw draw, IReadOnlyList<string> topics)
    {
        var kind = draw.Below(4);
        var codes = new List<string>();
        while (codes.Count < topics.Count)
        {
            string letter = $"{(char)('A' + draw.Below(26))}", second = $"{(char)('A' + draw.Below(26))}";
            var code = kind switch
            {
                0 =>
                $"{letter}{draw.Below(10)}",
                1 =>
                    $"{draw.Below(10)}{draw.Below(10)}",
                2 =>
                        letter + second,
                _ => $"{draw.Below(10)}{letter.ToLowerInvariant()}"
            };
            if (!codes.Contains(code)) codes.Add(code);
        }

        return new Routing(topics, codes);
    }

    /// <inheritdoc />
    public bool Equals(Routing? other) =>
        other is not null && Topics.SequenceEqual(other.Topics) && Codes.SequenceEqual(other.Codes);

    /// <inheritdoc />
    public override int GetHashCode() => string.Join(' ', Topics.Concat(Codes)).GetHashCode(StringComparison.Ordinal);
}
