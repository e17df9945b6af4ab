using System.Security.Cryptography;

namespace Colora.Formats;

/// <summary>SHA-256 of a file's content.</summary>
public static class FileHash
{
    /// <summary>Lower-case hexadecimal digits.</summary>
    public static string Of(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
