using System.Diagnostics;
using System.Diagnostics.Metrics;
using Colora.Engine;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace Colora.Extensions.AI.Tests;

/// <summary>Colora in an application's services.</summary>
[Collection(AloneCollection.Name)]
public sealed class ColoraServicesTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_tenant_that_joins_later_is_found_by_its_key()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var services = Services(desk.Run);
        var host = services.GetRequiredService<TenantHost>();
        Assert.Equal(HealthStatus.Healthy, (await Health(services, host)).Status);
        var client = services.GetRequiredKeyedService<IChatClient>("newcomer");
        await Assert.ThrowsAsync<Formats.InputException>(() => client.GetResponseAsync("abc", cancellationToken: stop));
        var tenants = await host.GetAsync(stop);
        await tenants.OnboardAsync("newcomer", Desk.Rows(4), Desk.Training(20), cancellationToken: stop);
        Assert.NotEmpty((await client.GetResponseAsync("abc", cancellationToken: stop)).Text);
        Assert.Same(tenants, await host.GetAsync(stop));
    }

    [Fact]
    public async Task A_request_leaves_a_span_and_measurements_without_a_tenant_among_the_tags_of_metrics()
    {
        var stop = TestContext.Current.CancellationToken;
        List<Activity> spans = [];
        using var listener = new ActivityListener { ShouldListenTo = source => source.Name == ColoraTelemetry.ActivitySourceName, Sample = (ref _) => ActivitySamplingResult.AllData, ActivityStopped = spans.Add };
        ActivitySource.AddActivityListener(listener);
        List<(string Name, string Tags)> measured = [];
        using var meters = new MeterListener { InstrumentPublished = (instrument, self) => { if (instrument.Meter.Name == ColoraTelemetry.MeterName) self.EnableMeasurementEvents(instrument); } };
        meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => measured.Add((instrument.Name, string.Join(' ', tags.ToArray()))));
        meters.SetMeasurementEventCallback<long>((instrument, _, tags, _) => measured.Add((instrument.Name, string.Join(' ', tags.ToArray()))));
        meters.Start();
        await using var services = Services(desk.Run);
        await services.GetRequiredKeyedService<IChatClient>(Desk.Name(2)).GetResponseAsync("abc", cancellationToken: stop);
        var span = Assert.Single(spans, span => ((string)span.GetTagItem("gen_ai.request.model")!).EndsWith(Desk.Name(2), StringComparison.Ordinal));
        Assert.Equal("chat", span.GetTagItem("gen_ai.operation.name"));
        Assert.True((int)span.GetTagItem("gen_ai.usage.output_tokens")! > 0);
        foreach (var name in (string[])["gen_ai.server.request.duration", "gen_ai.server.time_to_first_token", "gen_ai.client.token.usage"]) Assert.Contains(measured, one => one.Name == name);
        Assert.All(measured, one => Assert.DoesNotContain("tenant-", one.Tags, StringComparison.Ordinal));
    }

    [Fact]
    public void All_that_is_wrong_with_the_options_is_said_when_the_application_starts()
    {
        using var services = Services("", options => options.Engine = options.Engine with { Threads = -1 });
        var failures = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<ColoraOptions>>().Value).Failures;
        Assert.Equal(2, failures.Count());
    }

    [Fact]
    public async Task Answers_are_evaluated_against_references()
    {
        var response = new ChatResponse(new ChatMessage(ChatRole.Assistant, " the cat sat "));
        var context = new ReferenceContext("a dog ran", "the cat sat");
        Assert.Equal(1, await Value(new ExactMatchEvaluator(), response, context));
        Assert.Equal(1, await Value(new RougeLEvaluator(), response, context));
        Assert.Equal(2 * (2 / 3.0) * 1 / (2 / 3.0 + 1), (await Value(new RougeLEvaluator(), response, new ReferenceContext("cat sat")))!.Value, 9);
        var without = await new RougeLEvaluator().EvaluateAsync([], response);
        Assert.True(without.ContainsDiagnostics(diagnostic => diagnostic.Severity == EvaluationDiagnosticSeverity.Error));
    }

    private static async Task<double?> Value(IEvaluator evaluator, ChatResponse response, ReferenceContext context)
    {
        var result = await evaluator.EvaluateAsync([], response, additionalContext: [context]);
        return result.Get<NumericMetric>(evaluator.EvaluationMetricNames.Single()).Value;
    }

    private static ServiceProvider Services(string run, Action<ColoraOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddColora(options =>
        {
            options.Run = run;
            options.Engine = new EngineConfig { Threads = 1 };
            configure?.Invoke(options);
        }).AddTenantChatClients();
        services.AddHealthChecks().AddColora();
        return services.BuildServiceProvider();
    }

    private static async Task<HealthReport> Health(ServiceProvider services, TenantHost host)
    {
        foreach (var hosted in services.GetServices<IHostedService>()) await hosted.StartAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(await host.GetAsync(TestContext.Current.CancellationToken));
        return await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
    }
}
