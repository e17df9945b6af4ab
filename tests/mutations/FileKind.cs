namespace Colora.Mutations;

/// <summary>A kind of file: how it is changed, and who reads it.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Folders">Folders of the seeds that the kind reads or writes; each mutant gets them anew.</param>
internal sealed record FileKind(string Name, params string[] Folders)
{
    /// <summary>Changes files in the working folder, which holds fresh copies of <see cref="Folders"/>; returns the changed files.</summary>
    public required Func<string, Random, IReadOnlyList<string>> Change { get; init; }

    /// <summary>Reads by the reader itself and compares with a second one (<see cref="DisagreementException"/>); none where only commands read the kind.</summary>
    public Action<string>? Read { get; init; }

    /// <summary>Commands that read it, run in the working folder; each mutant that <see cref="Read"/> accepts goes through one after the other until one refuses.</summary>
    public IReadOnlyList<string> Commands { get; init; } = [];

    /// <summary>Bytes that reading may take beside twice the size of the files in <see cref="Folders"/>.</summary>
    public long Allowance { get; init; } = 64L << 20;
}
