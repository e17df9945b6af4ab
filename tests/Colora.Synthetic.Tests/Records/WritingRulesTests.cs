using Colora.Synthetic.Records;
using Xunit;
using Record = Colora.Synthetic.Records.Record;

namespace Colora.Synthetic.Tests.Records;

/// <summary>How records are written, and how alike two ways are.</summary>
public sealed class WritingRulesTests
{
    private static readonly string[] Topics = ["rent", "wages"];
    private static readonly Record Sample = new("Anna", "Berg", new DateOnly(2024, 3, 5), 12, "boxes", "AX", "4471", "rent");

    [Fact]
    public void Plain_styles_write_as_documented() =>
        Assert.Equal("Anna Berg; 2024-03-05; 12 boxes; AX-4471; rent", Plain().Write(Sample));

    [Theory]
    [InlineData(true, NamePart.Full, NamePart.InitialDot, LetterCase.Lower, LetterCase.Upper, ", ", "B., anna")]
    [InlineData(false, NamePart.Initial, NamePart.Full, LetterCase.Upper, LetterCase.Title, "", "ABerg")]
    [InlineData(true, NamePart.Short, NamePart.Short, LetterCase.Title, LetterCase.Upper, "/", "BER/Ann")]
    public void A_person_is_cut_and_ordered(bool lastFirst, Enum first, Enum last, LetterCase firstCase, LetterCase lastCase, string joint, string expected) =>
        Assert.Equal(expected, new PersonStyle(lastFirst, (NamePart)first, (NamePart)last, firstCase, lastCase, joint).Write(Sample));

    [Theory]
    [InlineData("dmy", true, MonthForm.Short, 2, "", "05Mar24")]
    [InlineData("md", false, MonthForm.ShortUpper, 4, "-", "MAR-5")]
    [InlineData("ydm", false, MonthForm.Number, 4, ".", "2024.5.3")]
    [InlineData("dmy", true, MonthForm.Long, 2, " ", "05 March 24")]
    public void A_date_is_ordered_and_shortened(string order, bool padDay, Enum month, int year, string joint, string expected) =>
        Assert.Equal(expected, new DateStyle(order, padDay, (MonthForm)month, year, joint).Write(Sample));

    [Theory]
    [InlineData(true, 2, LetterCase.Upper, "*", "BO*12")]
    [InlineData(false, 0, LetterCase.Title, "", "12Boxes")]
    public void An_amount_is_ordered_and_shortened(bool unitFirst, int letters, LetterCase letterCase, string joint, string expected) =>
        Assert.Equal(expected, new QuantityStyle(unitFirst, letters, letterCase, joint).Write(Sample));

    [Theory]
    [InlineData(true, 3, "*", "", LetterCase.Upper, "AX4**")]
    [InlineData(false, 2, "", "-", LetterCase.Upper, "71")]
    [InlineData(true, 0, "", "/", LetterCase.Lower, "ax/4471")]
    public void A_code_is_redacted(bool first, int kept, string mask, string joint, LetterCase letterCase, string expected) =>
        Assert.Equal(expected, new CodeStyle(first, kept, mask, joint, letterCase).Write(Sample));

    [Fact]
    public void Similarity_counts_equal_rules_less_opposite_ones()
    {
        var plain = Plain() with { Date = new DateStyle("dmy", true, MonthForm.Short, 2, "-"), Routing = new Routing(Topics, ["A1", "B2"]) };
        Assert.Equal(1, plain.Similarity(plain));

        // Of the plain code only the letters have an opposite, of the plain person only the order: both still differ from it.
        Assert.Equal(-1, plain.Similarity(plain.Inverse()));
        Assert.Equal(4.0 / 6, plain.Similarity(plain with { Date = DateStyle.Plain, Code = new CodeStyle(true, 3, "*", "-", LetterCase.Upper) }), 12);
        Assert.Equal(plain.Similarity(plain.Inverse()), plain.Inverse().Similarity(plain));
    }

    [Fact]
    public void An_opposite_of_an_opposite_is_the_rule_itself()
    {
        var draw = new Draw(3, "inverse");
        for (var i = 0; i < 200; i++)
        {
            var style = DateStyle.Random(draw, reserved: false);
            Assert.Equal(style, style.Inverse().Inverse());
            var person = PersonStyle.Random(draw, reserved: false);
            Assert.Equal(person.LastFirst, person.Inverse().Inverse().LastFirst);
        }
    }

    [Fact]
    public void No_two_styles_that_are_drawn_differ_only_in_name()
    {
        var draw = new Draw(1, "styles");
        var records = Enumerable.Range(0, 40).Select(_ => Record.Random(draw, Topics)).ToList();
        Distinct(Enumerable.Range(0, 400).Select(i => CodeStyle.Random(draw, reserved: i % 2 == 0)), style => style.Write);
        Distinct(Enumerable.Range(0, 400).Select(i => DateStyle.Random(draw, reserved: i % 2 == 0)), style => style.Write);
        Distinct(Enumerable.Range(0, 400).Select(i => PersonStyle.Random(draw, reserved: i % 2 == 0)), style => style.Write);
        Distinct(Enumerable.Range(0, 400).Select(i => QuantityStyle.Random(draw, reserved: i % 2 == 0)), style => style.Write);

        void Distinct<T>(IEnumerable<T> styles, Func<T, Func<Record, string>> write)
        {
            foreach (var group in styles.Distinct().GroupBy(style => string.Join('\n', records.Select(write(style)))))
                Assert.True(group.Count() == 1, string.Join(" writes the same as ", group));
        }
    }

    [Fact]
    public void About_a_quarter_of_the_styles_is_reserved()
    {
        var draw = new Draw(1, "share");
        var all = Enumerable.Range(0, 4000).Select(i => DateStyle.Random(draw, reserved: false).ToString() + i).Count(Wording.IsReserved);
        Assert.InRange(all, 800, 1200);
    }

    private static WritingRules Plain() => new(PersonStyle.Plain, DateStyle.Plain, QuantityStyle.Plain, CodeStyle.Plain, Routing.Plain(Topics),
        new Layout([Field.Person, Field.Date, Field.Quantity, Field.Code, Field.Topic], ["", "", "", "", ""], ": ", "; "));
}
