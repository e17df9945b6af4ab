using Colora.Formats;

namespace Colora.Mutations.Kinds;

/// <summary>Readers with a fault at each mutant, with the words that it has to be told by; none for the reader without one.</summary>
internal static class PlantedKinds
{
    public const string Folder = "planted", FileName = "file";

    public static IReadOnlyList<(FileKind Kind, string? Words)> All { get; } =
    [
        (Of("planted-none", () => throw new InputException("file", "found", "expected")), null),
        (Of("planted-defect", () => throw new InvalidOperationException("a defect")), "exit 70"),
        (Of("planted-lines", () => Console.Error.WriteLine("note: \u001b[31m")), "a line of"),
        (Of("planted-hang", () => Thread.Sleep(Timeout.Infinite)), "no answer within"),
        (Of("planted-crash", () => Environment.FailFast("planted")), "the process ended"),
        (Of("planted-memory", Allocate), "above twice the size"),
        (Of("planted-wrong", () => throw new DisagreementException("1 is read as 2")), "1 is read as 2"),
    ];

    private static FileKind Of(string name, Action fault) => new(name, Folder)
    {
        Change = (work, random) =>
        {
            var path = Path.Combine(work, Folder, FileName);
            File.WriteAllText(path, $"{random.Next()}");
            return [path];
        },
        Read = work =>
        {
            if (int.TryParse(File.ReadAllText(Path.Combine(work, Folder, FileName)), out _)) fault();
        },
    };

    private static void Allocate()
    {
        var bytes = GC.AllocateUninitializedArray<byte>(200 << 20);
        bytes.AsSpan().Fill(1);
        GC.KeepAlive(bytes);
    }
}
