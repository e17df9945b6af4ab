namespace Colora.Engine;

/// <summary>Element type of the frozen base weights and of the arithmetic between them. Adapters are always float32.</summary>
public enum WeightType
{
    /// <summary>bfloat16 where the processor multiplies it natively and the weights take 256 MiB or more, float32 elsewhere.</summary>
    Auto,

    /// <summary>32-bit floating point.</summary>
    Float32,

    /// <summary>bfloat16: half the memory, about twice the speed on processors with avx512_bf16 or AMX.</summary>
    Bfloat16,
}
