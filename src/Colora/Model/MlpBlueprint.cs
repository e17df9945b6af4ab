namespace Colora.Model;

/// <summary>The gated MLP of one layer, down(activation(gate x) ⊙ up x).</summary>
/// <param name="Activation">Of the gate.</param>
/// <param name="Gate">hidden → width.</param>
/// <param name="Up">hidden → width.</param>
/// <param name="Down">width → hidden.</param>
public sealed record MlpBlueprint(Activation Activation, LinearBlueprint Gate, LinearBlueprint Up, LinearBlueprint Down)
{
    /// <summary>Its linear layers in the order of the forward pass.</summary>
    public IEnumerable<LinearBlueprint> Linears => [Gate, Up, Down];

    /// <summary>The same with biases in all three or in none.</summary>
    public MlpBlueprint WithBias(bool hasBias) => this with
    {
        Gate = Gate with { HasBias = hasBias },
        Up = Up with { HasBias = hasBias },
        Down = Down with { HasBias = hasBias },
    };
}
