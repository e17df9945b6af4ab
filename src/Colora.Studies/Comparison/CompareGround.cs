using System.Security.Cryptography;
using System.Text;
using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Configuration;
using Colora.Data;
using Colora.Methods;
using Colora.Runs;
using Colora.Training;

namespace Colora.Studies.Comparison;

/// <summary>
/// What the runs of a comparison stand on: base, tokenizer and the users' rows, by content. With the settings it
/// names a run's folder, so that a run of another base or of other rows is another run.
/// </summary>
/// <param name="Base">Hash of the base.</param>
/// <param name="Users">Hash of each user's name and rows, in the order of the data.</param>
internal sealed record CompareGround(string Base, IReadOnlyList<string> Users)
{
    /// <summary>
    /// What the rows have in common that a sceptic should know of, in sentences; all rows that are not for testing
    /// count as learned from.
    /// </summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>
    /// Raised where a run's files come to mean something else: what an older version of the program left is then not
    /// taken for the same.
    /// </summary>
    private const int Form = 3;

    /// <summary>
    /// What a config is told apart from. Model, rows, rank, race, optimizer and cores once had these for defaults, and runs that are kept
    /// are named by it: another choice would lose them, or take them for runs of today's defaults.
    /// </summary>
    private static readonly RunConfig Defaults = new()
    {
        Model = "embedded",
        Data = new DataConfig { Path = "embedded" },
        Adapter = new AdapterConfig { Rank = 16, Alpha = 32 },
        Start = new StartConfig { Budget = 1 },
        Optimizer = new OptimizerConfig { Kind = OptimizerKind.Adamw },
        Cores = new CoresConfig { Freedom = CoreFreedom.Whole },
    };

    /// <summary>The ground of a template's model and of the users' rows as read.</summary>
    public static CompareGround Of(RunConfig template, IReadOnlyList<UserRows> rows)
    {
        var model = ModelIdentity.Of(ModelFolder.Of(template.Model, template.Revision));
        var all = DatasetSplit.Of(rows, template.Data with { ExamplesPerUser = 0, Validation = 0 }, template.Prompt, 0);
        return new CompareGround(model.Hash(), [.. rows.Select(HashOf)])
        {
            Notices = UserOverlap.Say(UserOverlap.Of(all)),
        };
    }

    /// <summary>Hash of a run: its settings without the places of model and data, and the content of both.</summary>
    /// <param name="config">The effective config.</param>
    /// <param name="extra">What else tells it from others.</param>
    public string HashOf(RunConfig config, string extra)
    {
        var users = config.Data.MaxUsers == 0 ? Users : Users.Take(config.Data.MaxUsers);
        var settings = ConfigWriter.Changes(config.WithoutPlaces(), Defaults);

        // By another rule the same settings are another run.
        string[] measured = MayMeasureCores(config) ? [CoreSignal.Rule] : [];
        var text = string.Join('\n', [$"{Form}", Base, .. users, extra, .. settings, .. measured]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }

    /// <summary>Users that a comparison of all users has.</summary>
    public int UserCount(DataConfig data) =>
        data.MaxUsers == 0 ? Users.Count : Math.Min(data.MaxUsers, Users.Count);

    private static bool MayMeasureCores(RunConfig config)
    {
        var start = config.Start.Kind == StartKind.Auto ? config.Start with { Kind = StartKind.LoraLike } : config.Start;
        return (config with { Start = start }).MeasuresCores;
    }

    private static string HashOf(UserRows user)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append($"{user.User}\n{user.Instruction}\n{user.Train.Count} {user.Test?.Count ?? -1}\n");
        foreach (var mark in user.TrainMarks.Concat(user.TestMarks)) Append($"{mark.Row:x32}");
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));
    }
}
