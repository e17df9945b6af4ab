namespace Colora.Cli;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    /// <summary>All well.</summary>
    public const int Success = 0;

    /// <summary>The command ran and its answer is no (a reference disagrees).</summary>
    public const int Disagrees = 1;

    /// <summary>Bad input or arguments.</summary>
    public const int BadInput = 2;

    /// <summary>A training or a judgement came to a number that is not finite.</summary>
    public const int Diverged = 3;

    /// <summary>A defect of Colora.</summary>
    public const int Defect = 70;

    /// <summary>Stopped by the user.</summary>
    public const int Stopped = 130;
}
