using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Colora.Checkpoints;
using Colora.Data;

namespace Colora.Synthetic.Embedded;

/// <summary>Makes the embedded model and rows known when the package is loaded.</summary>
internal static class EmbeddedSources
{
    [ModuleInitializer]
    [SuppressMessage(
        "Usage", "CA2255",
        Justification = "an application that references the package has to do nothing else to use what comes with it")]
    internal static void Register()
    {
        ModelSources.Register(new EmbeddedModel());
        RowSources.Register(new EmbeddedRows());
    }
}
