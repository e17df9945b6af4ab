using System.Text.RegularExpressions;
using Colora.Formats;

namespace Colora.Runs;

/// <summary>
/// Which files and folders a run may hold that we have written: what is not among them is never deleted or replaced.
/// </summary>
internal static partial class RunFiles
{
    /// <summary>The groups of users of a run in clusters.</summary>
    public const string ClustersName = "clusters.json";

    /// <summary>
    /// The first entry of a run's folder that no command of ours writes there; null where there is none.
    /// </summary>
    public static string? ForeignIn(string run) => ForeignFile.In(run, IsOurs);

    /// <summary>
    /// As <see cref="ForeignIn"/>, but only inside the folders that are replaced or deleted as a whole while a run goes
    /// on, and in the places of the files that it needs: what lies beside them is left alone.
    /// </summary>
    public static string? ForeignInReplaced(string run) =>
        ForeignFile.In(
            run, (relative, isFolder) => !Replaced().IsMatch(relative) && !Needed().IsMatch(relative)
                || IsOurs(relative, isFolder));

    /// <summary>Whether a file or folder of that name, without its path, is one of a run's.</summary>
    public static bool IsName(string name) =>
        Root().IsMatch(name)
            || Tensors().IsMatch(name)
            || name == ValidationLosses.ScoresName
            || Model().IsMatch(name)
            || Folders().IsMatch(name)
            || Checkpoint().IsMatch(name);

    private static bool IsOurs(string relative, bool isFolder)
    {
        if (relative == FolderReplacement.AsideName) return isFolder;
        if (relative.StartsWith(FolderReplacement.AsideName + "/", StringComparison.Ordinal))
            return IsOurs(relative[(FolderReplacement.AsideName.Length + 1)..], isFolder);
        if (Cluster().Match(relative) is { Success: true } cluster)
            return cluster.Groups["inner"].Success ? IsOurs(cluster.Groups["inner"].Value, isFolder) : isFolder;
        var parts = relative.Split('/');
        return isFolder ? IsOurFolder(parts) : IsOurFile(parts);
    }

    private static bool IsOurFolder(string[] parts) => parts switch
    {
        [var name] => Folders().IsMatch(name) || Checkpoint().IsMatch(name),
        ["selection", var name] => Checkpoint().IsMatch(name),
        _ => false,
    };

    private static bool IsOurFile(string[] parts)
    {
        var name = parts[^1];
        return parts.Length switch
        {
            1 => Root().IsMatch(name) || name == FolderLock.FileName,
            2 when parts[0] == "base" => Root().IsMatch(name) || name == FolderLock.FileName,
            2 when parts[0] is "final" or "initial" => Tensors().IsMatch(name) || Model().IsMatch(name),
            2 => Checkpoint().IsMatch(parts[0]) && Tensors().IsMatch(name),
            3 => parts[0] == "selection" && (Tensors().IsMatch(name) || name == ValidationLosses.ScoresName),
            _ => false,
        };
    }

    [GeneratedRegex(
        @"^(config\.yaml|(run|start|summary|report|similarity|subspace|onboard|clusters|diverged)\.json"
        + @"|(metrics|traffic|predictions|validation|rows)\.jsonl|README\.md|(loss|similarity)\.(png|svg))$")]
    private static partial Regex Root();

    [GeneratedRegex(@"^(adapter\.json|state\.json|SHA256SUMS|(shared|personal|optimizer|weights)\.safetensors)$")]
    private static partial Regex Tensors();

    [GeneratedRegex(@"^((config|generation_config|tokenizer|tokenizer_config)\.json|model\.safetensors|README\.md)$")]
    private static partial Regex Model();

    [GeneratedRegex("^(base|final|initial|selection|clusters|newcomers)$")]
    private static partial Regex Folders();

    [GeneratedRegex("^(checkpoint|step)-[0-9]+$")]
    private static partial Regex Checkpoint();

    [GeneratedRegex("^(clusters/[0-9]+|newcomers/[^/]+)(/(?<inner>.+))?$")]
    private static partial Regex Cluster();

    [GeneratedRegex("^(checkpoint-[0-9]+|selection|final|initial)(/|$)")]
    private static partial Regex Replaced();

    [GeneratedRegex(@"^((start|run|summary)\.json|(metrics|traffic|validation|rows)\.jsonl)$")]
    private static partial Regex Needed();
}
