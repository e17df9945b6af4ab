namespace Colora.Configuration;

/// <summary>One of some names.</summary>
internal abstract class ChoiceType : ScalarType
{
    public abstract override IReadOnlyList<string> Choices { get; }

    public override string One => "one of " + string.Join(", ", Choices);

    public override string Many => string.Join(", ", Choices);

    public override string Label => string.Join(" | ", Choices);

    public override string JsonType => "string";

    public override string RemedyFor(string text) =>
        Spelling.Nearest(text, Choices) is { } near ? $"did you mean '{near}'?" : "";
}
