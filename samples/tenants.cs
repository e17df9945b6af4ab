// Tenants trained together on one small model, a newcomer, a report, an adapter for other software. Needs no download: the model and the rows come with Colora.Synthetic.
#:package Colora
#:package Colora.Synthetic
#:package libtorch-cpu-linux-x64
#:package Tokenizers.DotNet.runtime.linux-x64
using Colora;
using Colora.Adapters;
using Colora.Synthetic.Embedded;

const string Newcomer = "orders-8";
var (rows, tests) = EmbeddedFiles.Tenants(labelledRows: 16, testRows: 8);

using var model = await ColoraModel.LoadAsync("embedded");
Console.WriteLine($"base: {model}");

// All rows of all tenants go into one training; each row only ever meets its own tenant's core.
var options = new TrainingOptions
{
    Steps = 60,
    Configure = config => config with
    {
        // The base is small and the run short: both want larger rates than the defaults.
        Optimizer = config.Optimizer with { LearningRate = 5e-3, CoreLearningRate = 2.5e-2 },
    },
};
await using var tenants = await model.TrainAsync(rows.Where(row => row.Tenant != Newcomer), options);
Console.WriteLine(tenants);

// A newcomer trains r² numbers a layer on the factors that the others share, which stay as they are.
var joined = await tenants.OnboardAsync(Newcomer, rows.Where(row => row.Tenant == Newcomer), options);
Console.WriteLine($"{Newcomer} joined: {joined.Fit:P0} of its gradient lies in what the others share");

var asked = tests.First();
Console.WriteLine($"{asked.Input}\n-> {await tenants[asked.Tenant].GenerateAsync(asked.Input)}   (expected {asked.Output})");
Console.WriteLine(await tenants.EvaluateAsync(tests));

await tenants.SaveAsync("run");
Console.WriteLine(await tenants[Newcomer].ExportPeftAsync("adapters/newcomer"));
