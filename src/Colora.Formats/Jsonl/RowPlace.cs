namespace Colora.Formats.Jsonl;

/// <summary>Where a row stands in its file.</summary>
/// <param name="Offset">Byte at which its line begins.</param>
/// <param name="Length">Bytes of the line without its end.</param>
/// <param name="Line">Line in the file, from 1.</param>
public readonly record struct RowPlace(long Offset, int Length, int Line);
