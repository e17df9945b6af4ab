using System.Globalization;
using Colora.Adapters;
using Colora.Configuration;
using Colora.Runs;
using Xunit;

namespace Colora.Tests.Configuration;

/// <summary>Numbers in texts are the invariant culture's, whatever the customer's is.</summary>
public sealed class CultureTests
{
    [Theory]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    public void No_culture_changes_a_number_in_a_text(string culture)
    {
        var usual = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo(culture);
        try
        {
            Assert.Equal("orthogonal-mix ρ=0.5 r=4", new StartHeat(StartKind.OrthogonalMix, 0.5, 1, 4, 3, 1.5).Name);
            Assert.Equal("at most 0.5", new AtMostAttribute(0.5).Expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = usual;
        }
    }
}
