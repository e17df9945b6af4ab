using System.Runtime.InteropServices;

namespace Colora.Engine;

/// <summary>How the tensor library's threads wait for each other.</summary>
public static partial class NativeThreads
{
    /// <summary>
    /// Lets idle threads sleep instead of spinning (OMP_WAIT_POLICY=passive, where the user has not set it). Spinning threads fight
    /// with every other process for the cores: with one other busy process on two cores a step takes 2.5 times as long.
    /// To be called before the tensor library is loaded; does nothing on Windows.
    /// </summary>
    public static void WaitPassively()
    {
        if (OperatingSystem.IsLinux()) _ = SetVariable("OMP_WAIT_POLICY", "passive", overwrite: 0);
    }

    // .NET keeps a copy of the environment of its own, which native code does not see.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
