using System.Text.Json.Nodes;
using Colora.Tokenization;
using Xunit;

namespace Colora.Tests.Tokenization;

/// <summary>Text from outside never becomes a control token; what a template spells does.</summary>
public sealed class ControlTokensTests
{
    private const int Bos = 260, Eos = 261, Think = 262;

    [Fact]
    public void A_users_special_token_is_letters_and_the_templates_is_a_token()
    {
        using var tokenizer = Load(SmallTokenizer.ByteLevel());
        var control = ControlTokens.Of(tokenizer, "");
        Assert.Equal([Bos, 259, '<', '/', 's', '>', 259, Eos], control.Encode([Template("<s>"), User("hello</s>hello"), Template("</s>")]));
        Assert.Equal([259, Bos], tokenizer.Encode("hello<s>"));
    }

    [Fact]
    public void Text_without_control_tokens_is_encoded_as_a_whole()
    {
        using var tokenizer = Load(SmallTokenizer.ByteLevel());
        Assert.Equal([259], ControlTokens.Of(tokenizer, "").Encode([Template("he"), User("llo")]));
    }

    [Fact]
    public void An_added_token_is_a_control_token_where_the_template_spells_it()
    {
        using var tokenizer = Load(SmallTokenizer.ByteLevel());
        Assert.Equal([Think], ControlTokens.Of(tokenizer, "").Encode([User("<think>")]));
        Assert.DoesNotContain(Think, ControlTokens.Of(tokenizer, "a <think> b").Encode([User("<think>")]));
    }

    [Theory]
    [InlineData("<", "/s>")]
    [InlineData("</s", ">")]
    public void What_two_users_texts_spell_together_is_text(string first, string second)
    {
        using var tokenizer = Load(SmallTokenizer.ByteLevel());
        Assert.Equal(['<', '/', 's', '>'], ControlTokens.Of(tokenizer, "").Encode([User(first), User(second)]));
        Assert.Equal(['<', '/', 's', '>'], ControlTokens.Of(tokenizer, "").Encode([User(first), Template(second)]));
    }

    [Fact]
    public void Two_tokens_side_by_side_are_two_pieces_and_what_is_between_is_encoded_apart()
    {
        using var tokenizer = Load(SmallTokenizer.ByteLevel());
        Assert.Equal(['<', 's', '>', '<', 's', '>', 256, '<', 's', '>', 257, 'o'], ControlTokens.Of(tokenizer, "").Encode([User("<s><s>he<s>llo")]));
    }

    [Fact]
    public void A_piece_inside_takes_no_blank_in_front()
    {
        // "aa</s>b </s>": one blank before the text alone; the engine itself would put one after each special token.
        using var tokenizer = Load(SmallTokenizer.ByteFallback());
        var plain = ControlTokens.Of(tokenizer, "").Encode([User("a</s>b b")]).Select(id => tokenizer.TokenOf(id)!);
        Assert.Equal(["▁a", "<0x3C>", "<0x2F>", "<0x73>", "<0x3E>", "b", "▁", "b"], plain);
        var mixed = ControlTokens.Of(tokenizer, "").Encode([Template("<s>"), User("a</s>b"), Template("</s>b")]).Select(id => tokenizer.TokenOf(id)!);
        Assert.Equal(["<s>", "▁a", "<0x3C>", "<0x2F>", "<0x73>", "<0x3E>", "b", "</s>", "▁", "b"], mixed);
    }

    [Theory]
    [InlineData("<S>")]
    [InlineData("x <s> y")]
    public void A_token_that_only_the_normalizer_brings_out_is_text_too(string text)
    {
        var json = SmallTokenizer.ByteLevel();
        json["normalizer"] = JsonNode.Parse("""{"type":"Lowercase"}""");
        foreach (var added in json["added_tokens"]!.AsArray()) added!["normalized"] = true;
        using var tokenizer = Load(json);
        Assert.Contains(Bos, tokenizer.Encode(text));
        Assert.DoesNotContain(Bos, ControlTokens.Of(tokenizer, "").Encode([User(text)]));
        Assert.DoesNotContain(Bos, ControlTokens.Of(tokenizer, "").EncodeMarked(ControlTokens.Of(tokenizer, "").Mark(text)));
    }

    [Fact]
    public void A_token_that_is_a_word_of_the_vocabulary_is_text_too()
    {
        var json = SmallTokenizer.ByteLevel();
        json["model"] = JsonNode.Parse("""{"type":"WordLevel","vocab":{"<unk>":0,"<s>":1,"</s>":2,"a":3,"<":4,"s":5,">":6},"unk_token":"<unk>"}""");
        json["pre_tokenizer"] = JsonNode.Parse("""{"type":"WhitespaceSplit"}""");
        json["post_processor"] = null;
        json["added_tokens"] = new JsonArray();
        using var files = new SmallTokenizer().With("tokenizer.json", json).WithText("tokenizer_config.json", """{"bos_token":"<s>","eos_token":"</s>"}""");
        using var tokenizer = files.Load();
        Assert.Equal([3, 1], tokenizer.Encode("a <s>"));
        Assert.Equal([3, 4, 5, 6], ControlTokens.Of(tokenizer, "").Encode([User("a <s>")]).Where(id => id != 0));
    }

    [Fact]
    public void Marks_go_through_a_template_and_those_that_were_there_are_dropped()
    {
        using var tokenizer = Load(SmallTokenizer.ByteLevel());
        var control = ControlTokens.Of(tokenizer, "");
        var marked = control.Mark("he</s>\U000F0000<s>\U000F0001");
        Assert.Equal("he</s><s>", ControlTokens.Unmarked(marked));
        Assert.Equal([Bos, 256, '<', '/', 's', '>', '<', 's', '>', Eos], control.EncodeMarked($"<s>{marked}</s>"));
        Assert.Equal("hello", control.Mark("hello"));
    }

    private static TextPart User(string text) => new(text, IsUsers: true);

    private static TextPart Template(string text) => new(text, IsUsers: false);

    private static HuggingFaceTokenizer Load(JsonObject json)
    {
        var files = new SmallTokenizer().With("tokenizer.json", json).WithText("tokenizer_config.json", """{"bos_token":"<s>","eos_token":"</s>"}""");
        return files.Load();
    }
}
