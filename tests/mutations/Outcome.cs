namespace Colora.Mutations;

/// <summary>What came of a mutant.</summary>
internal enum Outcome
{
    /// <summary>It is about to be read.</summary>
    Begun,

    /// <summary>It was read.</summary>
    Accepted,

    /// <summary>It was refused in one clear line.</summary>
    Refused,

    /// <summary>Something else.</summary>
    Fault,
}
