using System.Text.RegularExpressions;
using Colora.Formats;
using Colora.Model;

namespace Colora.Adapters;

/// <summary>Which linear layers a config means.</summary>
internal static class TargetSelection
{
    /// <summary>The modules in the order of the forward pass.</summary>
    /// <param name="model">The base.</param>
    /// <param name="names">Suffixes of module paths, or <c>all-linear</c>.</param>
    /// <param name="pattern">Regular expression over whole module paths, instead of names.</param>
    /// <exception cref="InputException">An entry or the pattern matches nothing, or the pattern is no regular expression.</exception>
    public static IReadOnlyList<TargetModule> Of(CausalLM model, IReadOnlyList<string> names, string? pattern)
    {
        var all = model.Linears.Select(linear => linear.Module).ToList();
        if (pattern is { Length: > 0 }) return ByPattern(all, pattern);
        if (names is ["all-linear"]) return all;
        foreach (var entry in names)
        {
            if (!all.Any(module => Matches(module, entry)))
            {
                throw new InputException("adapter.target_modules", $"\"{entry}\" matches no linear layer",
                    $"all-linear or some of {string.Join(", ", all.Select(m => m.Name).Distinct())}");
            }
        }

        return all.Where(module => names.Any(entry => Matches(module, entry))).ToList();
    }

    private static bool Matches(TargetModule module, string entry) =>
        module.Path == entry || module.Path.EndsWith("." + entry, StringComparison.Ordinal);

    private static List<TargetModule> ByPattern(List<TargetModule> all, string pattern)
    {
        Regex regex;
        try
        {
            regex = new Regex($"^(?:{pattern})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException e)
        {
            throw new InputException("adapter.target_pattern", $"\"{pattern}\" ({e.Message})", "a regular expression over whole module paths", "", e);
        }

        var chosen = all.Where(module => regex.IsMatch(module.Path)).ToList();
        if (chosen.Count == 0)
            throw new InputException("adapter.target_pattern", $"\"{pattern}\" matches no linear layer", $"a match such as {all[0].Path}");
        return chosen;
    }
}
