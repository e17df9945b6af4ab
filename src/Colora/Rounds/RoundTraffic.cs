namespace Colora.Rounds;

/// <summary>What one round moved, in bytes of the serialised safetensors files; a row of <c>traffic.jsonl</c>.</summary>
/// <param name="Step">Last 0-based step of the round.</param>
/// <param name="Round">0-based round.</param>
/// <param name="Participants">Participants that were sent the factors.</param>
/// <param name="Lost">Of these, lost before they answered.</param>
/// <param name="Down">Bytes from the server to all participants.</param>
/// <param name="Up">Bytes from all that answered to the server.</param>
internal sealed record RoundTraffic(long Step, int Round, int Participants, int Lost, long Down, long Up);
