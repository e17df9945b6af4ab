using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Colora.Hub;

/// <summary>The hashes by which a hub names content.</summary>
internal static class ContentHash
{
    private const int Sha256Length = 64, Sha1Length = 40;

    /// <summary>
    /// Whether a file has the content that an etag names; an etag of another form says nothing and is taken as true.
    /// </summary>
    public static bool Matches(string file, string etag)
    {
        if (!etag.All(char.IsAsciiHexDigit)) return true;
        using var stream = File.OpenRead(file);
        return etag.Length switch
        {
            Sha256Length => Convert.ToHexStringLower(SHA256.HashData(stream)) == etag,
            Sha1Length => GitBlob(stream) == etag,
            _ => true,
        };
    }

    /// <summary>
    /// SHA-1 of "blob &lt;size&gt;\0" and the content: git's name of a file. It names content here and protects
    /// nothing.
    /// </summary>
    private static string GitBlob(Stream stream)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {stream.Length}\0")));
        var buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0;) hash.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
