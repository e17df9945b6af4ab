using Colora.Formats;

namespace Colora.Engine;

/// <summary>How the tensor library's threads wait for each other.</summary>
public static class NativeThreads
{
    private const string SpinCount = "10000";

    /// <summary>
    /// Lets idle threads spin only briefly before they sleep (GOMP_SPINCOUNT, where the user has set neither it nor OMP_WAIT_POLICY): long
    /// spinning fights with every other process for the cores, no spinning at all costs a sixth of the speed.
    /// To be called before the tensor library is loaded; does nothing but on Linux.
    /// </summary>
    public static void SpinBriefly()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null) _ = CLibrary.SetVariable("GOMP_SPINCOUNT", SpinCount);
    }
}
