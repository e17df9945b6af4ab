namespace Colora.Formats.Tests;

public sealed class UserNameTests
{
    [Theory]
    [InlineData("task184_snli_entailment-to.neutral")]
    [InlineData("Zoë 用户 😀")]
    [InlineData("a")]
    public void File_names_are_accepted(string name) => Assert.Equal(name, UserName.Check(name, "users.yaml"));

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("  ", "is empty")]
    [InlineData(".hidden", "dot")]
    [InlineData(".", "dot")]
    [InlineData("..", "dot")]
    [InlineData("a..b", "'..'")]
    [InlineData("a/b", "separator")]
    [InlineData("a\\b", "separator")]
    [InlineData("a\nb", "control")]
    [InlineData("a\0b", "control")]
    [InlineData("a ", "blank")]
    [InlineData(" a", "blank")]
    [InlineData("a\u2028b", "control")]
    [InlineData("a\u202eb", "control")]
    [InlineData("../../sec_pwned_traversal", "dot")]
    [InlineData("a.", "ends with a dot")]
    [InlineData("a:b", "':'")]
    [InlineData("a?", "'?'")]
    [InlineData("a*", "'*'")]
    [InlineData("<a", "'<'")]
    [InlineData("a>", "'>'")]
    [InlineData("a\"b", "refuse in file names")]
    [InlineData("a|b", "'|'")]
    [InlineData("CON", "device")]
    [InlineData("nul", "device")]
    [InlineData("Nul.txt", "device")]
    [InlineData("com1", "device")]
    [InlineData("LPT9.a.b", "device")]
    [InlineData("aux .x", "device")]
    [InlineData("alice.17.tmp", "temporary")]
    [InlineData("alice.17.old", "temporary")]
    public void Others_are_refused(string name, string reason) => Refusal.Of(() => UserName.Check(name, "users.yaml"), "users.yaml", reason);

    [Theory]
    [InlineData("com")]
    [InlineData("com10")]
    [InlineData("console")]
    [InlineData("alice.tmp")]
    [InlineData("alice@example.com")]
    public void Names_that_only_look_like_those_are_accepted(string name) => Assert.Equal(name, UserName.Check(name, "x"));

    [Fact]
    public void The_limit_is_200_bytes_of_utf8()
    {
        Assert.Equal(200, UserName.Check(new string('u', 200), "x").Length);
        Refusal.Of(() => UserName.Check(new string('u', 201), "x"), "201 bytes", "over 200");
        Assert.Equal(66, UserName.Check(new string('用', 66), "x").Length);
        Refusal.Of(() => UserName.Check(new string('用', 100), "x"), "300 bytes", "over 200");
    }

    [Fact]
    public void A_name_of_full_length_leaves_room_for_a_draft_and_for_a_file_of_rows()
    {
        using var folder = new TemporaryFolder();
        var name = new string('u', UserName.MostBytes);
        AtomicFolder.Write(folder[name], draft => File.WriteAllText(Path.Combine(draft, "x"), ""));
        AtomicFolder.Write(folder[name], draft => File.WriteAllText(Path.Combine(draft, "x"), ""));
        AtomicFile.WriteText(folder[name + ".jsonl"], "");
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);
    }

    [Theory]
    [InlineData("Alice", "alice")]
    [InlineData("Zo\u00eb", "Zoe\u0308")]
    [InlineData("ZO\u00cb", "zoe\u0308")]
    [InlineData("\u1ec7", "e\u0302\u0323")]
    [InlineData("\u01f0", "J\u030c")]
    [InlineData("\ud55c\uae00", "\u1112\u1161\u11ab\u1100\u1173\u11af")]
    [InlineData("\u03ac", "\u1f71")]
    [InlineData("alice", "alice")]
    public void Names_that_some_system_takes_for_one_are_refused(string one, string other)
    {
        Refusal.Of(() => UserName.CheckAll(["bob", one, other], "adapter.json"), "adapter.json", one, "rename");
        UserName.CheckAll([one, "bob"], "x");
    }

    [Fact]
    public void Names_that_are_apart_everywhere_are_accepted_together() =>
        UserName.CheckAll(["Zo\u00eb", "Zo\u00e9", "Zoe", "x2", "x\u00b2", "A", "\uff21", "\ud55c", "\ud558", "\ud558\u11ac"], "x");

    [Fact]
    public void Half_a_surrogate_pair_is_refused() => Refusal.Of(() => UserName.Check("a\ud800", "x"), "Unicode", @"\ud800");
}
