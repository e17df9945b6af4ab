namespace Colora.Templates;

/// <summary>One message of a conversation.</summary>
/// <param name="Role">system, user, assistant, tool, …</param>
/// <param name="Content">Its text.</param>
public sealed record ChatMessage(string Role, string Content);
