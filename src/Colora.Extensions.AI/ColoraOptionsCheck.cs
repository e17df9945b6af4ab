using Microsoft.Extensions.Options;

namespace Colora.Extensions.AI;

/// <summary>Says all that is wrong with the options when the application starts.</summary>
internal sealed class ColoraOptionsCheck : IValidateOptions<ColoraOptions>
{
    public ValidateOptionsResult Validate(string? name, ColoraOptions options)
    {
        List<string> faults = [];
        if (string.IsNullOrWhiteSpace(options.Run)) faults.Add("Run: nothing; expected the folder of a finished run");
        else if (!Directory.Exists(options.Run))
            faults.Add($"Run: {Path.GetFullPath(options.Run)} is not there; expected the folder of a finished run");
        if (options.Model is { } model && string.IsNullOrWhiteSpace(model))
            faults.Add("Model: an empty text; expected a folder, a name, or nothing for the run's own");
        if (options.Engine.Threads < 0) faults.Add($"Engine.Threads: {options.Engine.Threads}; expected 0 or more");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
