using System.Text.Json;

namespace Colora.Formats;

/// <summary>A whole JSON file as it stands, for callers that know its shape.</summary>
public static class JsonFile
{
    /// <summary>
    /// The object that the file holds: strict UTF-8 and RFC 8259, no duplicate keys, at most 256 MiB; a byte-order mark
    /// is tolerated.
    /// </summary>
    /// <exception cref="InputException">Missing, too large, not UTF-8, not JSON, not an object; it says at which
    /// line.</exception>
    public static JsonElement ReadObject(string path) => JsonText.ReadObject(path);

    /// <summary>The value that the file holds, be it an object or not; as strict as the other.</summary>
    /// <exception cref="InputException">Missing, too large, not UTF-8, not JSON; it says at which line.</exception>
    public static JsonElement Read(string path) => JsonText.ReadValue(path);
}
