using System.Globalization;
using System.Text;
using Colora.Evaluation;

namespace Colora;

/// <summary>How well tenants' answers fit their test rows.</summary>
/// <param name="Tenants">Scores of each tenant.</param>
/// <param name="Mean">Means over tenants: each counts the same.</param>
/// <param name="Notices">What is to be known of the rows; one that begins with "warning" says that scores are not those of unseen rows.</param>
public sealed record TenantReport(IReadOnlyList<UserScore> Tenants, UserScore Mean, IReadOnlyList<string> Notices)
{
    /// <summary>The report as a table.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        var width = Tenants.Append(Mean).Max(score => score.User.Length);
        text.Append(CultureInfo.InvariantCulture, $"{"tenant".PadRight(width)}   rows  exact match  ROUGE-L    nll\n");
        foreach (var score in Tenants.Append(Mean))
            text.Append(CultureInfo.InvariantCulture, $"{score.User.PadRight(width)}  {score.Rows,5}  {Share(score.ExactMatch),11}  {Share(score.RougeL),7}  {score.Nll,5:0.000}\n");
        foreach (var notice in Notices) text.Append(notice).Append('\n');
        return text.ToString();
    }

    private static string Share(double? value) => value is { } share ? share.ToString("P1", CultureInfo.InvariantCulture) : "-";
}
