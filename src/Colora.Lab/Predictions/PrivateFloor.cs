namespace Colora.Lab.Predictions;

/// <summary>
/// The error that no shared subspace removes: a private part of norm p beside a shared one of norm 1 (theory B.7, P5).
/// </summary>
public static class PrivateFloor
{
    /// <summary>p / √(1 + p²).</summary>
    public static double Error(double p) => p / Math.Sqrt(1 + (p * p));
}
