namespace Colora.Lab.Experiments;

/// <summary>The check of the laws.</summary>
/// <param name="Agrees">Whether every line does.</param>
/// <param name="Setting">Problems and seeds in a line.</param>
/// <param name="Lines">Ours beside the reference.</param>
/// <param name="Cells">What the fits rest on.</param>
public sealed record LawReport(bool Agrees, string Setting, IReadOnlyList<LawLine> Lines, ResultTable Cells)
{
    /// <summary>As Markdown.</summary>
    public string Markdown() =>
        $"## The laws, fitted afresh\n\n{Setting}.\n\n{Fits().Markdown()}\n{Cells.Markdown()}";

    private ResultTable Fits() => ResultTable.Of("", ["law", "ours", "reference", "allowed", ""], Lines, line =>
    [
        line.Law,
        ResultTable.Number(line.Ours),
        ResultTable.Number(line.Reference),
        line.Allowed,
        line.Agrees ? "agrees" : "**differs**",
    ]);
}
