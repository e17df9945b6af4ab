namespace Colora.Mutations;

/// <summary>Something was accepted, but a second reader reads it differently.</summary>
internal sealed class DisagreementException(string message) : Exception(message);
