namespace Colora.Data;

/// <summary>What the judge will do to the test rows of one user, as far as lengths decide it.</summary>
/// <param name="User">Name of the user.</param>
/// <param name="Rows">Test rows.</param>
/// <param name="CutPrompts">Of these, those whose prompt loses its beginning.</param>
/// <param name="Unjudged">Of these, those that are not judged: their answer alone passes prompt.max_length.</param>
/// <param name="WithoutNll">Of these, those whose likelihood is not measured: prompt and reference together pass the
/// model's positions.</param>
/// <param name="FirstUnjudged">File and line of the first that is not judged; null where all are.</param>
public sealed record JudgedCount(
    string User, int Rows, int CutPrompts, int Unjudged, int WithoutNll, string? FirstUnjudged);
