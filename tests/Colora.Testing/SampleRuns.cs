using Colora.Data;
using Colora.Engine;
using Colora.Evaluation;
using Colora.Methods;
using Colora.Runs;
using Colora.Synthetic.Samples;

namespace Colora.Testing;

/// <summary>The tiny model and seeded tasks in a folder, and the config that trains on them.</summary>
public static class SampleRuns
{
    public static void Write(TemporaryFolder folder, int users, int trainRows, int testRows)
    {
        SampleModel.Write(folder["model"], SampleModelShape.Tiny, 1);
        SampleTasks.Write(folder["data"], 1, users: users, trainRows: trainRows, testRows: testRows);
    }

    public static RunConfig Config(TemporaryFolder folder) => new()
    {
        Model = folder["model"],
        Engine = new EngineConfig { Dtype = WeightType.Float32, Threads = 1 },
        Data = new DataConfig { Path = folder["data"], Preset = SampleTasks.Preset, Validation = 3 },
        Adapter = new AdapterConfig { Rank = 3 },
        Checkpoints = new Colora.Checkpoints.CheckpointConfig { Every = 3, ValidateEvery = 3 },
        Evaluation = new EvaluationConfig { MaxNewTokens = 3 },
    };
}
