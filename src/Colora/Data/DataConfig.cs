using System.Globalization;
using Colora.Configuration;

namespace Colora.Data;

/// <summary>Where the users' rows come from and how they are split.</summary>
public sealed record DataConfig : IChecked
{
    /// <summary>
    /// A collection folder (a folder or JSONL file a user), a folder of collections, or one JSONL file with a user
    /// column, or a name of a source (<see cref="RowSources"/>).
    /// </summary>
    [Setting(
        "folder with a folder or JSONL file a user, a folder of such collections, "
            + "or one JSONL file with a user column; embedded = the house-rules benchmark")]
    [NotEmpty]
    public string Path { get; init; } = "";

    /// <summary>Names of the users; empty = all that are there, or all of the preset.</summary>
    [Setting("names of the users; empty = all, or all of the preset")]
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>Most users: the first of those named, of the preset or of the data; 0 = all.</summary>
    [Setting("most users, the first of those named; 0 = all", Unit = "users")]
    [AtLeast(0)]
    public int MaxUsers { get; init; }

    /// <summary>A named set of users from the presets file.</summary>
    [Setting("named set of users of the presets file")]
    public string? Preset { get; init; }

    /// <summary>The presets file; <c>presets.json</c> beside the data when absent.</summary>
    [Setting("presets file; presets.json in the data folder when absent")]
    public string? Presets { get; init; }

    /// <summary>Column that names the user in a single JSONL file.</summary>
    [Setting("column that names the user in a single JSONL file")]
    [NotEmpty]
    public string UserColumn { get; init; } = "user";

    /// <summary>Labelled rows of each user, validation rows included; 0 = all.</summary>
    [Setting("labelled rows of each user, validation rows included; 0 = all", Unit = "rows")]
    [AtLeast(0)]
    public int ExamplesPerUser { get; init; }

    /// <summary>Rows of each user kept for choosing: a share below 1, or a number of rows; 0 = none.</summary>
    [Setting("rows of each user kept for choosing checkpoints: a share below 1 or a number of rows; 0 = none")]
    [AtLeast(0)]
    [AtMost(1e9)]
    public double Validation { get; init; }

    /// <summary>Where no test file is given: share of the rows kept for testing.</summary>
    [Setting("share of the rows kept for testing where the data has no test file")]
    [Between(0, 0.9)]
    public double TestShare { get; init; } = 0.2;

    /// <summary>
    /// Whether special tokens that a row spells out (such as <c>&lt;|endoftext|&gt;</c>) become control tokens; else
    /// they are text like any other.
    /// </summary>
    [Setting("take special tokens that rows spell out as control tokens; false: rows are text, whatever they hold")]
    public bool AllowSpecialTokens { get; init; }

    /// <inheritdoc />
    public IEnumerable<ConfigProblem> Check()
    {
        if (Validation > 1 && Validation != Math.Floor(Validation))
        {
            yield return new ConfigProblem(
                "", "validation", Validation.ToString(CultureInfo.InvariantCulture), "a share below 1 or a whole number of rows", "");
        }
    }
}
