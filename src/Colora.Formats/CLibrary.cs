using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Colora.Formats;

/// <summary>
/// The one door to the C library, for what .NET has no call for. Where a system lacks a function, the call does nothing and says so; each caller lives without it.
/// </summary>
internal static partial class CLibrary
{
    private const int ReadOnly = 0;

    /// <summary>Writes a folder's entries to disk, so that a rename in it is durable; .NET refuses to open a folder as a file.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Whether it was done.</returns>
    public static bool FlushFolder(string folder) => !OperatingSystem.IsWindows() && Has(() =>
    {
        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0) return false;
        var result = Sync(descriptor);
        _ = Close(descriptor);
        return result == 0;
    });

    /// <summary>Opens a file for reading without a lock; .NET asks for a shared one on everything that it opens by name.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its handle; null on systems without this, whose own opening asks for no lock.</returns>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle? OpenUnlocked(string path)
    {
        if (OperatingSystem.IsWindows()) return null;
        var descriptor = Open(path, ReadOnly);
        if (descriptor < 0) throw new IOException($"cannot be opened (error {Marshal.GetLastPInvokeError()})");
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Sets a parameter of glibc's malloc; musl has no such call, and other systems have other heaps.</summary>
    /// <param name="parameter">As <c>malloc.h</c> numbers it.</param>
    /// <param name="value">Its value.</param>
    /// <returns>Whether it was taken.</returns>
    public static bool TuneHeap(int parameter, int value) =>
        OperatingSystem.IsLinux() && Has(() => HeapOption(parameter, value) == 1);

    /// <summary>Sets a variable of the environment that native libraries read: .NET keeps a copy of its own, which they do not see.</summary>
    /// <param name="name">Its name; one that is set already stays as it is.</param>
    /// <param name="value">Its value.</param>
    /// <returns>Whether it was done.</returns>
    public static bool SetVariable(string name, string value) =>
        !OperatingSystem.IsWindows() && Has(() => SetVariable(name, value, overwrite: 0) == 0);

    /// <summary>Ends the process past everything that would wait for native threads.</summary>
    /// <param name="status">Exit code.</param>
    public static void ExitAtOnce(int status)
    {
        if (!OperatingSystem.IsWindows())
        {
            Has(() =>
            {
                Exit(status);
                return true;
            });
        }

        Environment.Exit(status);
    }

    private static bool Has(Func<bool> call)
    {
        try
        {
            return call();
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    // By its full name: "libc.so" is a text for the linker where development files are installed, and glibc alone has the call.
    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int HeapOption(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int status);
}
