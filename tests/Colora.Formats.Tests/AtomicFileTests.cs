using System.IO.Pipes;

namespace Colora.Formats;

public sealed class AtomicFileTests
{
    [Fact]
    public void A_device_is_written_through_and_not_replaced()
    {
        if (OperatingSystem.IsWindows()) return;
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        AtomicFile.WriteText($"/dev/fd/{pipe.GetClientHandleAsString()}", "row\n");
        pipe.DisposeLocalCopyOfClientHandle();
        using var reader = new StreamReader(pipe);
        Assert.Equal("row\n", reader.ReadToEnd());
    }
}
