namespace Colora.Formats.Peft;

/// <summary>One of the two matrices of a LoRA adapter.</summary>
public enum LoraFactor
{
    /// <summary><c>lora_A</c>, [r, in].</summary>
    A,

    /// <summary><c>lora_B</c>, [out, r].</summary>
    B,
}
