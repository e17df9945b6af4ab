using Colora.Engine;

namespace Colora.Runs.Verify;

/// <summary>What <see cref="VerifyRun"/> is to compare.</summary>
/// <param name="Model">Model folder.</param>
/// <param name="Revision">Revision of a model of a hub, or none.</param>
/// <param name="Reference">Safetensors file of inputs and expected values.</param>
/// <param name="PeftAdapter">PEFT folder, or none.</param>
/// <param name="Engine">Device and element type; float32 is what references are made for.</param>
/// <param name="LogitTolerance">Allowed absolute difference of a logit.</param>
/// <param name="LossTolerance">Allowed absolute difference of a loss, in nats.</param>
public sealed record VerifyRequest(
    string Model, string? Revision, string Reference, string? PeftAdapter, EngineConfig Engine,
    double LogitTolerance = 1e-4, double LossTolerance = 2e-5);
