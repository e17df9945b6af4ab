// A chat service of all tenants on one model: a chat client for each, by its name. POST a question to /chat/{tenant}.
#:sdk Microsoft.NET.Sdk.Web
#:package Colora.Extensions.AI
#:package Colora.Synthetic
#:package libtorch-cpu-linux-x64
#:package Tokenizers.DotNet.runtime.linux-x64
using Colora;
using Colora.Adapters;
using Colora.Extensions.AI;
using Colora.Synthetic.Embedded;
using Microsoft.Extensions.AI;

// A run to serve; a real service has one that was trained before.
if (!Directory.Exists("run"))
{
    var (rows, _) = EmbeddedFiles.Tenants(labelledRows: 12, testRows: 1);
    using var model = await ColoraModel.LoadAsync("embedded");
    await using var tenants = await model.TrainAsync(rows, new TrainingOptions { Steps = 30, Configure = config => config with { Start = config.Start with { Kind = StartKind.LoraLike } } });
    await tenants.SaveAsync("run");
}

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddColora(options => options.Run = "run").AddTenantChatClients();
builder.Services.AddHealthChecks().AddColora();
var app = builder.Build();
app.MapHealthChecks("/health");
app.MapPost("/chat/{tenant}", async (string tenant, HttpRequest request, IServiceProvider services, CancellationToken stop) =>
{
    using var reader = new StreamReader(request.Body);
    var client = services.GetRequiredKeyedService<IChatClient>(tenant);
    var response = await client.GetResponseAsync(await reader.ReadToEndAsync(stop), new ChatOptions { MaxOutputTokens = 40 }, stop);
    return Results.Text(response.Text);
});
app.Run();
