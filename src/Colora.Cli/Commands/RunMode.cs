using System.CommandLine;
using Colora.Runs;

namespace Colora.Cli.Commands;

/// <summary>What the options of a command say of a run that is there already.</summary>
internal static class RunMode
{
    /// <summary>The option <c>--resume</c> of a command that trains.</summary>
    public static Option<bool> NewResume() => new("--resume")
    {
        Description = "go on from the newest checkpoint of --out, to the same bytes",
    };

    /// <summary>The option <c>--overwrite</c>.</summary>
    public static Option<bool> NewOverwrite() => new("--overwrite")
    {
        Description = "replace the run that is in --out; refused where the folder holds anything else",
    };

    /// <summary>The mode; to go on has precedence.</summary>
    public static ResumeMode Of(bool resume, bool overwrite, bool allowChanged = false)
    {
        if (resume) return allowChanged ? ResumeMode.ResumeChanged : ResumeMode.Resume;
        return overwrite ? ResumeMode.Overwrite : ResumeMode.Refuse;
    }
}
