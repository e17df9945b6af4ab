using System.Reflection;
using System.Runtime.CompilerServices;

namespace Colora.Engine;

/// <summary>
/// The packages beside this one that make something known to it when they are loaded: sources of models and of rows. An application that references one has it
/// beside its program; .NET loads it only when a type of it is used, which an application need not do, so it is loaded here.
/// </summary>
internal static class Companions
{
    private static readonly string[] Names = ["Colora.Synthetic", "Colora.Hub"];

    private static readonly Lazy<bool> Loaded = new(Load);

    /// <summary>Makes sure that those that are there have made themselves known.</summary>
    public static void Ensure() => _ = Loaded.Value;

    private static bool Load()
    {
        foreach (var name in Names)
        {
            try
            {
                // What they make known, they do when their module begins.
                RuntimeHelpers.RunModuleConstructor(Assembly.Load(name).ManifestModule.ModuleHandle);
            }
            catch (FileNotFoundException)
            {
                // The application does not reference it.
            }
        }

        return true;
    }
}
