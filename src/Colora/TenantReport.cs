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
    private const int Narrowest = 7;

    /// <summary>The report as a table.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        var (tenants, columns) = (Tenants.Append(Mean).ToList(), Score.All);
        var width = tenants.Max(tenant => tenant.User.Length);
        text.Append("tenant".PadRight(width)).Append("   rows");
        foreach (var column in columns) text.Append("  ").Append(column.Column.PadLeft(Narrowest));
        text.Append('\n');
        foreach (var tenant in tenants)
        {
            text.Append(CultureInfo.InvariantCulture, $"{tenant.User.PadRight(width)}  {tenant.Rows,5}");
            foreach (var column in columns) text.Append("  ").Append(Cell(column, tenant).PadLeft(Math.Max(Narrowest, column.Column.Length)));
            text.Append('\n');
        }

        foreach (var notice in Notices) text.Append(notice).Append('\n');
        return text.ToString();
    }

    private static string Cell(Score column, UserScore tenant)
    {
        if (column.Shown(tenant) is not { } value) return "-";
        return column.IsShare ? value.ToString("P1", CultureInfo.InvariantCulture) : column.Text(value);
    }
}
