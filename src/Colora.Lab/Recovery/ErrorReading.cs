namespace Colora.Lab.Recovery;

/// <summary>Distance to the truth, in quantities that no change of gauge moves (theory B.4).</summary>
/// <param name="SinU">Sine of the largest principal angle between U and U*.</param>
/// <param name="SinV">The same for V.</param>
/// <param name="Mean">Mean over users of ‖U L_i Vᵀ − M_i*‖ / ‖M_i*‖.</param>
/// <param name="Median">Their median.</param>
/// <param name="Max">Their largest.</param>
public sealed record ErrorReading(double SinU, double SinV, double Mean, double Median, double Max);
