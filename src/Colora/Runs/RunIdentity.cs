using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Colora.Checkpoints;
using Colora.Configuration;
using Colora.Evaluation;
using Colora.Formats;

namespace Colora.Runs;

/// <summary>Hashes of all that a trajectory depends on.</summary>
internal static class RunIdentity
{
    /// <summary>Of the settings: without places, saving and judging.</summary>
    public static string OfSettings(RunConfig config)
    {
        // How often a run saves does not change where it goes; how often it validates decides what it chooses, so that
        // stays.
        var settings = config.WithoutPlaces() with
        {
            Start = config.Start with { Run = null },
            Checkpoints = new CheckpointConfig
            {
                ValidateEvery = config.Checkpoints.ValidateEvery,
                Patience = config.Checkpoints.Patience
            },
            Evaluation = new EvaluationConfig(),
        };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ConfigWriter.ToYaml(settings))));
    }

    /// <summary>Of settings, base, encoded rows and, for newcomers, the run that they join.</summary>
    public static string Of(RunSetup setup)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var settings = OfSettings(setup.Config);
        var model = setup.Base.Hash();
        var joined = setup.Config.Start.Run is { } run ? OfAdapter(new RunDirectory(run).Final) : "";
        hash.AppendData(Encoding.UTF8.GetBytes($"{settings}\n{model}\n{joined}\n"));
        foreach (var sequence in setup.Train.Concat(setup.Validation).SelectMany(rows => rows))
        {
            hash.AppendData(BitConverter.GetBytes(sequence.User));
            hash.AppendData(BitConverter.GetBytes(sequence.Ids.Length));
            hash.AppendData(MemoryMarshal.AsBytes<int>(sequence.Ids));
            hash.AppendData(BitConverter.GetBytes(sequence.CompletionStart));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Of the adapter in a folder.</summary>
    /// <exception cref="InputException">A file is missing.</exception>
    public static string OfAdapter(string folder)
    {
        string[] names = [AdapterFiles.LayoutName, AdapterFiles.SharedName, AdapterFiles.PersonalName];
        var text = string.Concat(names.Select(name => HashOf(Path.Combine(folder, name))));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static string HashOf(string path) => File.Exists(path)
        ? FileHash.Of(path)
        : throw new InputException(
            path, "no such file", "the adapter of a run that has ended", "check the run's folder");
}
