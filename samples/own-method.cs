// A method of one's own, in one file: one B for all, scaled cores whose A stays at its random start. It is compared with training alone and with CoLoRA on the same rows.
#:package Colora
#:package Colora.Studies
#:package Colora.Synthetic
#:package libtorch-cpu-linux-x64
#:package Tokenizers.DotNet.runtime.linux-x64
using Colora.Adapters;
using Colora.Evaluation;
using Colora.Federation;
using Colora.Methods;
using Colora.Studies.Comparison;
using Colora.Synthetic.Embedded;
using Colora.Training;

Method.Register(new FrozenDownMethod());
var template = EmbeddedFiles.Config with
{
    Training = new TrainingConfig { Steps = 20, BatchSize = 16 },
    Optimizer = new OptimizerConfig { LearningRate = 5e-3, CoreLearningRate = 1.5e-2 },
    Evaluation = new EvaluationConfig { MaxRows = 8, Generate = false },
};
var request = CompareRequest.Of(template, ["local", "colora:lora-like", "frozen-down"], rows: 8, folder: "compared") with { Score = Score.Nll };
var report = await CompareRun.ExecuteAsync(request);
Console.WriteLine(CompareText.Of(report));

/// <summary>CoLoRA of which A is frozen at its random start: W0 + s B S_i A0, B and the cores trained, B averaged in rounds.</summary>
internal sealed record FrozenDownMethod : Method
{
    public override string Name => "frozen-down";

    public override string Formula => "W0 + s B S_i A0";

    public override string Source => "this file";

    public override FactorOwnership Ownership => new(A: Owner.Shared, S: Owner.Personal, B: Owner.Shared);

    public override IReadOnlyList<FactorKind> Trained => [FactorKind.S, FactorKind.B];

    public override SharingPolicy Sharing => new(A: false, B: true);

    // Its central form is compared; in rounds, B alone would travel.
    public override bool GoesInRounds => false;

    public override bool HasStarts => true;

    public override StartConfig StartOf(StartConfig asked) => WithoutRace(asked);
}
