using System.Security.Cryptography;
using Colora.Data;

namespace Colora.Runs;

/// <summary>SHA-256 of what a user's rows say, a part each: of the keys of its rows (<see cref="RowKey.Row"/>), in file order.</summary>
/// <param name="Train">Rows trained on.</param>
/// <param name="Validation">Rows chosen by.</param>
/// <param name="Test">Rows to judge by.</param>
public sealed record RowHashes(string Train, string Validation, string Test)
{
    /// <summary>The hashes of a user's rows.</summary>
    public static RowHashes Of(UserDataset user) => new(Hash(user.KeysOf(RowPart.Train)), Hash(user.KeysOf(RowPart.Validation)), Hash(user.TestKeys));

    private static string Hash(IEnumerable<RowKey> keys)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[16];
        foreach (var key in keys)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, key.Row);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
