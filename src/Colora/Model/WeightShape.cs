namespace Colora.Model;

/// <summary>A tensor that a checkpoint has to have.</summary>
/// <param name="Name">Name in the checkpoint, such as <c>model.norm.weight</c>.</param>
/// <param name="Shape">Its shape.</param>
public sealed record WeightShape(string Name, IReadOnlyList<long> Shape);
