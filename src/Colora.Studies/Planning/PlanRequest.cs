namespace Colora.Studies.Planning;

/// <summary>What a plan is asked for.</summary>
/// <param name="Pilot">Folder of a finished comparison with three or more sizes.</param>
/// <param name="Arm">The arm; the first CoLoRA arm of the pilot when null.</param>
/// <param name="Users">Users of the plan; the pilot's most when null. Not beside both others.</param>
/// <param name="Rows">Rows per user whose score is wanted; beside a target: those of the users whose number is
/// wanted.</param>
/// <param name="Target">Score in points, 0 … 100, whose rows are wanted; beside rows: whose number of users is
/// wanted.</param>
public sealed record PlanRequest(string Pilot, string? Arm, int? Users, int? Rows, double? Target);
