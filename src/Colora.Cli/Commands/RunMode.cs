using Colora.Runs;

namespace Colora.Cli.Commands;

/// <summary>What the options of a command say of a run that is there already.</summary>
internal static class RunMode
{
    /// <summary>The mode; to go on has precedence.</summary>
    public static ResumeMode Of(bool resume, bool overwrite, bool allowChanged = false)
    {
        if (resume) return allowChanged ? ResumeMode.ResumeChanged : ResumeMode.Resume;
        return overwrite ? ResumeMode.Overwrite : ResumeMode.Refuse;
    }
}
