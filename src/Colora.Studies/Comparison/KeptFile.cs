using Colora.Formats;
using Colora.Runs.Progress;

namespace Colora.Studies.Comparison;

/// <summary>A file that an earlier call has left and that can be made again.</summary>
internal static class KeptFile
{
    /// <summary>Its content; null where it is not there, or is damaged, which is said.</summary>
    public static T? Read<T>(string path, IRunListener listener, Func<string, T> read)
        where T : class
    {
        try
        {
            return File.Exists(path) ? read(path) : null;
        }
        catch (InputException e)
        {
            listener.Note($"{e.Message}: made again");
            return null;
        }
    }
}
