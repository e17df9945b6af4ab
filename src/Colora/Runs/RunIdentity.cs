using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Colora.Checkpoints;
using Colora.Configuration;
using Colora.Engine;
using Colora.Evaluation;

namespace Colora.Runs;

/// <summary>Hash of all that a trajectory depends on: config (without saving and judging), encoded rows, shape and a sample of the base.</summary>
internal static class RunIdentity
{
    /// <summary>SHA-256 in hexadecimal.</summary>
    public static string Of(RunSetup setup)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        // How often a run saves does not change where it goes; how often it validates decides what it chooses, so that stays.
        var config = setup.Config with
        {
            Model = "",
            Checkpoints = new CheckpointConfig { ValidateEvery = setup.Config.Checkpoints.ValidateEvery, Patience = setup.Config.Checkpoints.Patience },
            Evaluation = new EvaluationConfig(),
        };
        hash.AppendData(Encoding.UTF8.GetBytes(ConfigWriter.ToYaml(config)));
        hash.AppendData(Encoding.UTF8.GetBytes(setup.Model.Network.Config.ToString()));
        foreach (var name in setup.Model.Network.Weights.Names)
        {
            using var scope = TorchSharp.torch.NewDisposeScope();
            var weight = setup.Model.Network.Weights[name];
            hash.AppendData(Encoding.UTF8.GetBytes($"{name} {Constant.Read<double>(weight.to(TorchSharp.torch.ScalarType.Float64).sum()):R}"));
        }

        foreach (var sequence in setup.Train.Concat(setup.Validation).SelectMany(rows => rows))
        {
            hash.AppendData(MemoryMarshal.AsBytes<int>(sequence.Ids));
            hash.AppendData(BitConverter.GetBytes(sequence.CompletionStart));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
