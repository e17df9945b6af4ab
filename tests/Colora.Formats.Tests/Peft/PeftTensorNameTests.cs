using Colora.Formats.Peft;

namespace Colora.Formats.Tests.Peft;

public sealed class PeftTensorNameTests
{
    [Theory]
    [InlineData("base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight", "model.layers.0.self_attn.q_proj", LoraFactor.A)]
    [InlineData("base_model.model.transformer.h.1.attn.c_attn.lora_B.weight", "transformer.h.1.attn.c_attn", LoraFactor.B)]
    [InlineData("base_model.model.lm_head.lora_B.weight", "lm_head", LoraFactor.B)]
    public void Spelling(string key, string modulePath, LoraFactor factor)
    {
        Assert.Equal(key, PeftTensorName.Compose(modulePath, factor));
        Assert.True(PeftTensorName.TryParse(key, out var name));
        Assert.Equal(new PeftTensorName(modulePath, factor), name);
        Assert.Equal(key, name.ToString());
    }

    [Theory]
    [InlineData("base_model.model.x.q.lora_A.default.weight", "x.q", LoraFactor.A)]
    [InlineData("base_model.model.lm_head.lora_B.user 1.weight", "lm_head", LoraFactor.B)]
    public void Adapter_names_are_tolerated(string key, string modulePath, LoraFactor factor)
    {
        Assert.True(PeftTensorName.TryParse(key, out var name));
        Assert.Equal((modulePath, factor), (name.ModulePath, name.Factor));
    }

    [Theory]
    [InlineData("")]
    [InlineData("model.layers.0.q_proj.lora_A.weight")]
    [InlineData("base_model.model.lora_A.weight")]
    [InlineData("base_model.model.x.lora_A")]
    [InlineData("base_model.model.x.lora_A.bias")]
    [InlineData("base_model.model.x.lora_C.weight")]
    [InlineData("base_model.model.x.lora_embedding_A.weight")]
    [InlineData("base_model.model.x.lora_magnitude_vector.weight")]
    [InlineData("base_model.model.score.weight")]
    [InlineData("base_model.model.x.lora_A.a.b.weight")]
    [InlineData("base_model.model..lora_A.weight")]
    [InlineData("base_model.model.x..q.lora_A.weight")]
    [InlineData("base_model.model.x.lora_A..weight")]
    public void Other_keys_are_not_names(string key) => Assert.False(PeftTensorName.TryParse(key, out _));
}
