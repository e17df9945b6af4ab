using Colora.Evaluation;

namespace Colora.Studies.Demo;

/// <summary>All that the demo has to show.</summary>
/// <param name="Methods">base, local, pooled and colora.</param>
/// <param name="Costs">Of the trained ones.</param>
/// <param name="OverLocal">CoLoRA's gain over local in exact match for each tenant, paired over its test rows.</param>
/// <param name="OverPooled">The same over pooled.</param>
/// <param name="Sentence">Who gained and who did not.</param>
/// <param name="Seconds">Wall time of the whole.</param>
/// <param name="Adapter">Folder of the exported PEFT adapter; null where it could not be exported.</param>
/// <param name="Tenant">Its tenant.</param>
/// <param name="Prompt">A test input of that tenant, as the adapter expects it.</param>
/// <param name="Expected">Its right answer.</param>
public sealed record DemoResult(
    IReadOnlyDictionary<string, DemoMethod> Methods,
    IReadOnlyDictionary<string, DemoCost> Costs,
    IReadOnlyDictionary<string, PairedInterval> OverLocal,
    IReadOnlyDictionary<string, PairedInterval> OverPooled,
    string Sentence,
    double Seconds,
    string? Adapter,
    string Tenant,
    string Prompt,
    string Expected);
