using System.Security.Cryptography;
using Colora.Data;

namespace Colora.Runs;

/// <summary>
/// SHA-256 of what a user's rows say, a part each: of the keys of its rows (<see cref="RowKey.Row"/>), in file order.
/// </summary>
/// <param name="Train">Rows trained on.</param>
/// <param name="Validation">Rows chosen by.</param>
/// <param name="Test">Rows to judge by.</param>
public sealed record RowHashes(string Train, string Validation, string Test)
{
    /// <summary>The hashes of a user's rows.</summary>
    internal static RowHashes Of(UserDataset user) =>
        new(Hash(user.MarksOf(RowPart.Train)), Hash(user.MarksOf(RowPart.Validation)), Hash(user.TestMarks));

    private static string Hash(IEnumerable<RowMark> marks)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[16];
        foreach (var mark in marks)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, mark.Row);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
