namespace Colora.Lab.Experiments;

/// <summary>
/// How far a measured number is from a predicted one, as a logarithm: twice too much is as far off as half.
/// </summary>
internal static class LogDeviation
{
    /// <summary>|log(measured / predicted)|.</summary>
    public static double Of(double measured, double predicted) => Math.Abs(Math.Log(measured / predicted));

    /// <summary>
    /// The same as a share: 0.1 where the measured number is 1.1 times the predicted one, or a 1.1th of it.
    /// </summary>
    public static double AsShare(double deviation) => Math.Exp(deviation) - 1;
}
