using Colora.Documents;
using Xunit;

namespace Colora.Tests.Documents;

public sealed class TableBlockTests
{
    private static readonly TableColumn[] Columns = [new("arm", IsText: true, IsKept: true), new("gain"), new("MB moved"), new("ROUGE-L")];

    [Fact]
    public void A_column_that_says_nothing_is_left_out_with_a_word_why()
    {
        var (table, left) = new TableBlock(Columns, [["local", "–", "0.0", "–"], ["colora", "+3.0", "0.0", "–"]]).Spoken();
        Assert.Equal(["arm", "gain"], table.Columns.Select(column => column.Header));
        Assert.Equal([["local", "–"], ["colora", "+3.0"]], table.Rows);
        Assert.Equal(["MB moved (0.0 everywhere)", "ROUGE-L (not measured)"], left);
    }

    [Fact]
    public void Of_a_single_row_only_what_was_not_measured_goes()
    {
        var (table, left) = new TableBlock(Columns, [["colora", "+3.0", "0.0", "–"]]).Spoken();
        Assert.Equal(["arm", "gain", "MB moved"], table.Columns.Select(column => column.Header));
        Assert.Equal(["ROUGE-L (not measured)"], left);
    }
}
