using static TorchSharp.torch;

namespace Colora.Training;

/// <summary>Numbers that are stepped alike.</summary>
/// <param name="Name">Name of the group, also in checkpoints.</param>
/// <param name="Values">float32 [owners, width].</param>
/// <param name="Role">Its rate and decay.</param>
/// <param name="Matrices">Rows and columns of the matrices that follow one another in a row; none where they are no
/// matter, as for <see cref="AdamW"/>.</param>
internal sealed record ParameterGroup(
    string Name, Tensor Values, ParameterRole Role, IReadOnlyList<(int Rows, int Columns)> Matrices);
