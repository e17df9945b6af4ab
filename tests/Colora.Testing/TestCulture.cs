using System.Globalization;

namespace Colora.Testing;

/// <summary>
/// The culture that a whole test assembly runs under: the one that the environment variable <c>COLORA_CULTURE</c> names, such as
/// <c>tr-TR</c>, else the machine's. The runner makes one before the first test of an assembly.
/// </summary>
public sealed class TestCulture
{
    private const string Variable = "COLORA_CULTURE";

    /// <summary>Sets the culture of all threads that have none of their own.</summary>
    /// <exception cref="CultureNotFoundException"><c>COLORA_CULTURE</c> names a culture that is not known here.</exception>
    public TestCulture()
    {
        if (Asked is not { } asked) return;
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = asked;
    }

    /// <summary>What <c>COLORA_CULTURE</c> names, or null where it is not set.</summary>
    public static CultureInfo? Asked { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } name ? CultureInfo.GetCultureInfo(name, predefinedOnly: true) : null;
}
