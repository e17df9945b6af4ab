using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Colora.Extensions.AI;

/// <summary>
/// What is told to OpenTelemetry, by the semantic conventions of generative AI. No prompt, no answer, and no tenant as
/// a tag of a metric: there are as many as there are customers, and who they are is nobody's business who reads
/// metrics. A trace has the tenant in <c>gen_ai.request.model</c>.
/// </summary>
public static class ColoraTelemetry
{
    /// <summary>Name of the activity source: a span <c>chat</c> for each request.</summary>
    public const string ActivitySourceName = "Colora.Extensions.AI";

    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Colora.Extensions.AI";

    /// <summary>Value of <c>gen_ai.provider.name</c>.</summary>
    public const string Provider = "colora";

    private static readonly Meter Meter = new(MeterName);

    internal static ActivitySource Source { get; } = new(ActivitySourceName);

    internal static Histogram<double> Duration { get; } = Meter.CreateHistogram(
        "gen_ai.server.request.duration", "s", "Time of a request, from its arrival to its last token.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [
            0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92]
        });

    internal static Histogram<double> FirstToken { get; } = Meter.CreateHistogram(
        "gen_ai.server.time_to_first_token", "s", "Time from a request's arrival to its first text.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [
            0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
        });

    internal static Histogram<long> Tokens { get; } = Meter.CreateHistogram<long>(
        "gen_ai.client.token.usage", "{token}", "Tokens of prompts (input) and answers (output).",
        advice: new InstrumentAdvice<long>
        {
            HistogramBucketBoundaries = [
            1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864]
        });

    /// <summary>Tags that every measurement has.</summary>
    internal static TagList TagsOf(string model) => new()
    {
        { "gen_ai.operation.name", "chat" },
        { "gen_ai.provider.name", Provider },
        { "gen_ai.request.model", model },
    };
}
