// A score of one's own: how many of the answer's fields are right. One class, registered; then reports, comparisons and --score know it.
#:package Colora
#:package Colora.Synthetic
#:package libtorch-cpu-linux-x64
#:package Tokenizers.DotNet.runtime.linux-x64
using Colora;
using Colora.Adapters;
using Colora.Evaluation;
using Colora.Synthetic.Embedded;

Score.Register(new FieldsRight());
var (rows, tests) = EmbeddedFiles.Tenants(labelledRows: 16, testRows: 6);

using var model = await ColoraModel.LoadAsync("embedded");
var options = new TrainingOptions
{
    Steps = 40,
    Configure = config => config with { Start = config.Start with { Kind = StartKind.LoraLike } },
};
await using var tenants = await model.TrainAsync(rows, options);
Console.WriteLine(await tenants.EvaluateAsync(tests));

internal sealed record FieldsRight : AnswerScore
{
    public override string Name => "fields-right";

    public override string Title => "fields right";

    protected override double Against(string answer, string reference)
    {
        var (written, accepted) = (answer.Split(' '), reference.Split(' '));
        var right = accepted.Zip(written).Count(pair => pair.First == pair.Second);
        return (double)right / Math.Max(accepted.Length, written.Length);
    }
}
