namespace Colora.Studies.Comparison;

/// <summary>Which run of a comparison.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Rows">Training rows of each user.</param>
/// <param name="Users">Most users; 0 = all.</param>
/// <param name="Seed">The seed.</param>
internal sealed record CompareKey(string Arm, int Rows, int Users, long Seed);
