using System.Globalization;
using Colora.Testing;

namespace Colora.Formats.Tests;

/// <summary>Tests run under the culture that was asked for, on whatever thread.</summary>
public sealed class TestCultureTests
{
    [Fact]
    public async Task Every_thread_has_the_culture_that_was_asked_for()
    {
        Assert.Equal(TestCulture.Asked, CultureInfo.DefaultThreadCurrentCulture);
        var asked = (TestCulture.Asked ?? CultureInfo.CurrentCulture).Name;
        var ofThread = "";
        var thread = new Thread(() => ofThread = CultureInfo.CurrentCulture.Name);
        thread.Start();
        thread.Join();
        var ofPool = await Task.Run(() => CultureInfo.CurrentCulture.Name, TestContext.Current.CancellationToken);
        Assert.Equal((asked, asked, asked), (CultureInfo.CurrentCulture.Name, ofThread, ofPool));
    }
}
