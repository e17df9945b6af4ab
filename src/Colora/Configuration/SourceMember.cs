namespace Colora.Configuration;

/// <summary>One key of a mapping with its value; both know their lines.</summary>
internal sealed record SourceMember(SourceNode Key, SourceNode Value);
