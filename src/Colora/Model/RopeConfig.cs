namespace Colora.Model;

/// <summary>How positions turn the queries and keys (rotary position embedding).</summary>
/// <param name="Width">Features of a head that turn (even), its first ones.</param>
/// <param name="Theta">Base of the geometric series of wavelengths; 10000 by default.</param>
/// <param name="Scaling">Change of the wavelengths for longer contexts.</param>
public sealed record RopeConfig(int Width, double Theta, RopeScaling Scaling);
