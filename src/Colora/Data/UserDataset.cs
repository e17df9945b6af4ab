namespace Colora.Data;

/// <summary>The rows of one user, split. Test rows are read by evaluation alone.</summary>
/// <param name="User">Name of the user.</param>
/// <param name="Train">Rows to train on.</param>
/// <param name="Validation">Rows to choose by; may be empty.</param>
/// <param name="Test">Rows to judge by; may be empty.</param>
public sealed record UserDataset(string User, IReadOnlyList<Example> Train, IReadOnlyList<Example> Validation, IReadOnlyList<Example> Test);
