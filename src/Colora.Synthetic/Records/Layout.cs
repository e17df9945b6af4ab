namespace Colora.Synthetic.Records;

/// <summary>Which fields are written, in which order, under which labels.</summary>
/// <param name="Fields">The fields in their order.</param>
/// <param name="Labels">The label of each, in the same order; empty = none.</param>
/// <param name="LabelJoint">What stands between a label and its value.</param>
/// <param name="Joint">What stands between fields.</param>
public sealed record Layout(IReadOnlyList<Field> Fields, IReadOnlyList<string> Labels, string LabelJoint, string Joint)
{
    private static readonly string[] LabelJoints = [": ", "=", ":", " "];
    private static readonly string[] Joints = ["; ", " | ", ", ", " / ", " ", " - ", "|", ";"];

    /// <summary>The same fields from last to first.</summary>
    public Layout Inverse() => this with { Fields = [.. Fields.Reverse()], Labels = [.. Labels.Reverse()] };

    /// <summary>Lays the fields' texts out.</summary>
    public string Write(Func<Field, string> text) =>
        string.Join(
            Joint,
            Fields.Select((field, i) => Labels[i].Length == 0 ? text(field) : Labels[i] + LabelJoint + text(field)));

    /// <summary>Draws a layout of some of the fields.</summary>
    /// <param name="draw">The source.</param>
    /// <param name="fields">Fields to choose from.</param>
    /// <param name="count">How many.</param>
    /// <param name="reserved">Whether its label words are of the benchmark's share.</param>
    public static Layout Random(Draw draw, IReadOnlyList<Field> fields, int count, bool reserved)
    {
        var chosen = draw.Some(fields, count);
        var labelled = draw.Chance(40);
        var labels = chosen.Select(field => labelled && draw.Chance(80) ? Label(draw, field, reserved) : "").ToList();
        return new Layout(chosen, labels, draw.Pick(LabelJoints), draw.Pick(Joints));
    }

    private static string Label(Draw draw, Field field, bool reserved) => Draw.Until(
        () =>
        {
            var letters = draw.Pick<LetterCase>();
            return letters.Write(draw.Chance(50) ? draw.Pick(Words.Labels[field]) : Words.Syllable(draw));
        },
        label => Wording.IsReserved(label) == reserved);

    /// <inheritdoc />
    public bool Equals(Layout? other) => other is not null && LabelJoint == other.LabelJoint && Joint == other.Joint
        && Fields.SequenceEqual(other.Fields) && Labels.SequenceEqual(other.Labels);

    /// <inheritdoc />
    public override int GetHashCode() =>
        HashCode.Combine(Joint, LabelJoint, string.Join(' ', Fields), string.Join(' ', Labels));
}
