namespace Colora.Synthetic.Records;

/// <summary>How a record is written: one rule for each field and one for the whole line.</summary>
/// <param name="Person">Names.</param>
/// <param name="Date">Dates.</param>
/// <param name="Quantity">Amounts and units.</param>
/// <param name="Code">Codes and their redaction.</param>
/// <param name="Routing">Topics.</param>
/// <param name="Layout">Order, labels, separators.</param>
internal sealed record WritingRules(
    PersonStyle Person, DateStyle Date, QuantityStyle Quantity, CodeStyle Code, Routing Routing, Layout Layout)
{
    /// <summary>Number of rules.</summary>
    public const int Count = 6;

    /// <summary>Writes a record as one line.</summary>
    public string Write(Record record) => Layout.Write(field => field switch
    {
        Field.Person => Person.Write(record),
        Field.Date => Date.Write(record),
        Field.Quantity => Quantity.Write(record),
        Field.Code => Code.Write(record),
        _ => Routing.Write(record),
    });

    /// <summary>All rules turned into their opposites.</summary>
    public WritingRules Inverse() =>
        new(Person.Inverse(), Date.Inverse(), Quantity.Inverse(), Code.Inverse(), Routing.Inverse(), Layout.Inverse());

    /// <summary>
    /// (equal rules − opposite rules) / all rules: 1 = the same house, −1 = each the other's opposite.
    /// </summary>
    public double Similarity(WritingRules other)
    {
        var inverse = other.Inverse();
        return (double)(Score(Person, other.Person, inverse.Person)
            + Score(Date, other.Date, inverse.Date) + Score(Quantity, other.Quantity, inverse.Quantity)
            + Score(Code, other.Code, inverse.Code) + Score(Routing, other.Routing, inverse.Routing) + Score(
                Layout, other.Layout, inverse.Layout)) / Count;
    }

    private static int Score<T>(T mine, T theirs, T opposite) where T : class =>
        mine.Equals(theirs) ? 1 : mine.Equals(opposite) ? -1 : 0;
}
