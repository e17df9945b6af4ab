using System.Text;
using Colora.Formats;
using Colora.Formats.HuggingFace;
using Colora.Testing;
using Xunit;

namespace Colora.Hub.Tests;

/// <summary>A model comes whole or not at all, whatever the server does.</summary>
public sealed class ModelResolverTests : IDisposable
{
    private const string Weights = "model.safetensors";
    private static readonly HubName Model = new("owner", "name");

    private readonly TemporaryFolder folder = new();
    private readonly TestHub hub = new();
    private readonly HeardProgress heard = new();
    private readonly byte[] content = new byte[300_000];

    public ModelResolverTests()
    {
        new Random(1).NextBytes(content);
        foreach (var name in (string[])["config.json", "tokenizer.json", "README.md", "pytorch_model.bin"]) hub.Files[name] = Encoding.UTF8.GetBytes($"{{\"name\":\"{name}\"}}");
        hub.Files[Weights] = content;
    }

    private string Blobs => Path.Combine(folder.FullPath, "models--owner--name", "blobs");

    [Fact]
    public async Task A_model_is_fetched_in_the_layout_of_the_Hugging_Face_cache()
    {
        var resolved = await Resolve();
        Assert.Equal(TestHub.Commit, resolved.Commit);
        Assert.Equal(Path.Combine(folder.FullPath, "models--owner--name", "snapshots", TestHub.Commit), resolved.Folder);
        Assert.Equal(["config.json", Weights, "tokenizer.json"], Directory.GetFiles(resolved.Folder).Select(Path.GetFileName).Order());
        Assert.Equal(TestHub.Commit, File.ReadAllText(folder["models--owner--name", "refs", "main"]));
        var etag = TestHub.EtagOf(Weights, content);
        Assert.Equal(Path.Combine("..", "..", "blobs", etag), new FileInfo(Path.Combine(resolved.Folder, Weights)).LinkTarget);
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(Blobs, etag)));
        Assert.DoesNotContain(hub.Requests, request => request.Path.EndsWith("README.md", StringComparison.Ordinal) || request.Path.EndsWith(".bin", StringComparison.Ordinal));
        Assert.Equal((Weights, content.Length, content.Length), heard.Bytes[^1]);
    }

    [Fact]
    public async Task A_cached_model_is_used_offline_and_by_commit_without_a_request()
    {
        var first = await Resolve();
        var asked = hub.Requests.Count;
        Assert.Equal(first, await Resolve(Settings() with { Offline = true }));
        Assert.Equal(first, await Resolve(revision: TestHub.Commit));
        Assert.Equal(asked, hub.Requests.Count);

        // Asked again by name, only the description is fetched.
        await Resolve();
        Assert.Equal(asked + 1, hub.Requests.Count);
        await Refused("HF_HUB_OFFLINE", Settings() with { Offline = true, Cache = new HubCache(folder["other"]) });
    }

    [Fact]
    public async Task A_folder_that_other_tools_have_filled_is_used_as_it_is()
    {
        var snapshot = folder["models--owner--name", "snapshots", TestHub.Commit];
        Directory.CreateDirectory(snapshot);
        Directory.CreateDirectory(folder["models--owner--name", "refs"]);
        File.WriteAllText(folder["models--owner--name", "refs", "main"], TestHub.Commit);
        foreach (var name in (string[])["config.json", "tokenizer.json", Weights]) File.WriteAllText(Path.Combine(snapshot, name), "{}");
        Assert.Equal(snapshot, (await Resolve(Settings() with { Offline = true })).Folder);
        File.Delete(Path.Combine(snapshot, Weights));
        await Refused("not in the cache", Settings() with { Offline = true });
    }

    [Fact]
    public async Task A_hub_that_cannot_be_reached_leaves_the_cache()
    {
        var first = await Resolve();
        var dead = Settings() with { Endpoint = new Uri("http://127.0.0.1:1/") };
        Assert.Equal(first, await Resolve(dead));
        Assert.Contains(heard.Notes, note => note.Contains("as it is in the cache"));
        await Refused("cannot be reached", dead with { Cache = new HubCache(folder["other"]) });
    }

    [Fact]
    public async Task A_cut_connection_is_taken_up_where_it_ended()
    {
        var cuts = 0;
        hub.Fault = request => IsWeights(request) && cuts++ < 3 ? hub.Honest(request) with { CutAfter = 70_000 } : null;
        await Resolve();
        AssertWhole();
        Assert.Equal([0L, 70_000, 140_000, 210_000], hub.Gets(Weights).Select(request => request.From));
    }

    [Fact]
    public async Task A_transfer_that_never_ends_keeps_what_came_and_the_next_call_goes_on()
    {
        hub.Fault = request => IsWeights(request) ? request.From == 0 ? hub.Honest(request) with { CutAfter = 100_000 } : new HubReply(206, []) { ClaimedLength = 200_000, CutAfter = 0 } : null;
        await Refused("what was fetched is kept");
        AssertNothingUnderItsName();
        Assert.Equal(100_000, new FileInfo(Path.Combine(Blobs, TestHub.EtagOf(Weights, content) + ".incomplete")).Length);
        hub.Fault = _ => null;
        await Resolve();
        AssertWhole();
        Assert.Equal(100_000, hub.Gets(Weights)[^1].From);
    }

    [Fact]
    public async Task A_link_whose_content_is_lost_is_a_file_to_be_fetched()
    {
        var first = await Resolve();
        var blob = Path.Combine(Blobs, TestHub.EtagOf(Weights, content));
        File.Delete(blob);
        await Refused("not in the cache", Settings() with { Offline = true });
        Assert.Equal(first, await Resolve());
        AssertWhole();

        // Its content has another name by now: the link is made anew.
        File.Delete(Path.Combine(first.Folder, Weights));
        File.CreateSymbolicLink(Path.Combine(first.Folder, Weights), "../../blobs/gone");
        Assert.Equal(first, await Resolve());
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(first.Folder, Weights)));
    }

    [Fact]
    public async Task A_transfer_that_breaks_again_and_again_ends()
    {
        hub.Fault = request => IsWeights(request) ? hub.Honest(request) with { CutAfter = 1 } : null;
        await Refused("cut off 10 times", Settings() with { Breaks = 10 });
        Assert.Equal(10, hub.Gets(Weights).Count);
        AssertNothingUnderItsName();
    }

    [Theory]
    [InlineData("file:///etc/passwd", "file address")]
    [InlineData("ftp://example.org/x", "ftp address")]
    [InlineData("javascript:alert(1)", "javascript address")]
    public async Task A_redirect_off_the_web_is_refused(string location, string mentions)
    {
        hub.Fault = request => IsWeights(request) && request.Method == "GET" ? new HubReply(302, []) { Headers = { ["Location"] = location } } : null;
        await Refused(mentions);
        AssertNothingUnderItsName();
    }

    [Fact]
    public async Task A_description_is_limited_in_size_and_silence()
    {
        var endless = Encoding.ASCII.GetBytes("{\"sha\":\"" + new string('x', 17 << 20));
        hub.Fault = request => request.Path.StartsWith("/api/", StringComparison.Ordinal) ? new HubReply(200, endless) { WithoutLength = true } : null;
        await Refused("a description of over");
        hub.Fault = request => request.Path.StartsWith("/api/", StringComparison.Ordinal) ? new HubReply(200, "{"u8.ToArray()) { WithoutLength = true, Stalls = true } : null;
        await Refused("cannot be reached", Settings() with { Stall = TimeSpan.FromMilliseconds(200) });
    }

    [Fact]
    public async Task A_model_of_no_use_is_known_before_its_weights_are_fetched()
    {
        var resolver = new ModelResolver(Settings(), heard, snapshot => throw new InputException(Path.Combine(snapshot, "config.json"), "'model_type' is the string 'nope'"));
        var e = await Assert.ThrowsAsync<InputException>(() => resolver.Resolve(Model, stop: TestContext.Current.CancellationToken));
        Assert.Contains("nope", e.Message);
        Assert.Empty(hub.Gets(Weights));
        Assert.Empty(hub.Gets("tokenizer.json"));
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_is_read_from_the_beginning()
    {
        var first = true;
        hub.Fault = request =>
        {
            if (!IsWeights(request)) return null;
            if (!first) return new HubReply(200, content);
            first = false;
            return hub.Honest(request) with { CutAfter = 50_000 };
        };
        await Resolve();
        AssertWhole();
    }

    [Fact]
    public async Task A_silent_connection_is_given_up_and_taken_up_again()
    {
        var stalls = 0;
        hub.Fault = request => IsWeights(request) && stalls++ == 0 ? hub.Honest(request) with { CutAfter = 40_000, Stalls = true } : null;
        await Resolve(Settings() with { Stall = TimeSpan.FromMilliseconds(300) });
        AssertWhole();
        Assert.Equal([0L, 40_000], hub.Gets(Weights).Select(request => request.From));
    }

    [Theory]
    [InlineData(-10)]
    [InlineData(10)]
    public async Task A_length_that_differs_from_the_announced_one_is_refused(int difference)
    {
        hub.Fault = request => IsWeights(request) ? hub.Honest(request) with { ClaimedLength = content.Length + difference, CutAfter = 1000 } : null;
        await Refused("as it announced");
        AssertNothingUnderItsName();
    }

    [Fact]
    public async Task More_bytes_than_announced_are_refused()
    {
        hub.Fault = request => IsWeights(request) ? new HubReply(200, [.. content, .. new byte[5000]]) { WithoutLength = true } : null;
        await Refused("more bytes than it announced");
        AssertNothingUnderItsName();
    }

    [Fact]
    public async Task Wrong_content_is_fetched_once_more_and_then_refused()
    {
        byte[] wrong = [.. content];
        wrong[123]++;
        hub.Fault = request => IsWeights(request) ? new HubReply(200, wrong) : null;
        await Refused("not what the hub announced");
        Assert.Equal(2, hub.Gets(Weights).Count);
        AssertNothingUnderItsName();
        Assert.Empty(Directory.GetFiles(Blobs, "*.incomplete"));

        // A small file has git's hash; wrong bytes that lie there from an earlier call are found out, too.
        hub.Fault = request => request.Path.EndsWith("tokenizer.json", StringComparison.Ordinal) && request.Method == "GET" ? new HubReply(200, new byte[hub.Files["tokenizer.json"].Length]) : null;
        Directory.Delete(folder["models--owner--name"], recursive: true);
        await Refused("tokenizer.json");
        hub.Fault = _ => null;
        File.WriteAllBytes(Path.Combine(Blobs, TestHub.EtagOf(Weights, content) + ".incomplete"), wrong[..1000]);
        await Resolve();
        AssertWhole();
    }

    [Fact]
    public async Task The_token_goes_to_the_hub_and_never_to_its_storage()
    {
        using var storage = new TestHub();
        storage.Files[Weights] = content;
        hub.Storage = storage;
        await Resolve(Settings() with { Token = "secret" });
        AssertWhole();
        Assert.All(hub.Requests, request => Assert.Equal("Bearer secret", request.Headers["authorization"]));
        Assert.NotEmpty(storage.Requests);
        Assert.All(storage.Requests, request => Assert.DoesNotContain("authorization", request.Headers.Keys));
    }

    [Fact]
    public async Task A_redirect_on_the_hub_itself_is_followed_and_one_that_never_ends_is_not()
    {
        hub.Fault = request => request.Path.StartsWith("/api/models/owner/name/", StringComparison.Ordinal) && !request.Path.EndsWith('x')
            ? new HubReply(307, []) { Headers = { ["Location"] = "/api/models/owner/name/revision/x" } } : null;
        await Resolve();
        hub.Fault = request => new HubReply(302, []) { Headers = { ["Location"] = request.Path } };
        await Refused("redirects");
    }

    [Theory]
    [InlineData(401, "HF_TOKEN")]
    [InlineData(403, "accept the model's terms")]
    [InlineData(404, "--revision")]
    public async Task A_refusal_is_told_at_once_with_what_to_do(int status, string remedy)
    {
        hub.Fault = _ => new HubReply(status, []);
        await Refused(remedy);
        Assert.Single(hub.Requests);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_passing_fault_is_waited_out(int status)
    {
        var faults = 0;
        hub.Fault = _ => faults++ % 2 == 0 ? new HubReply(status, []) { Headers = { ["Retry-After"] = "0" } } : null;
        await Resolve();
        AssertWhole();
        hub.Fault = _ => new HubReply(status, []);
        await Refused("try", Settings() with { Cache = new HubCache(folder["other"]) });
    }

    [Fact]
    public async Task Shards_are_fetched_as_the_index_names_them()
    {
        hub.Files.Remove(Weights);
        hub.Files["model.safetensors.index.json"] = Encoding.UTF8.GetBytes("""{"weight_map":{"a":"model-1.safetensors","b":"model-2.safetensors"}}""");
        hub.Files["model-1.safetensors"] = content;
        hub.Files["model-2.safetensors"] = content[..1000];
        hub.Files["model-3.safetensors"] = [1];
        var resolved = await Resolve();
        Assert.True(HubCache.IsWhole(resolved.Folder));
        Assert.False(File.Exists(Path.Combine(resolved.Folder, "model-3.safetensors")));
        hub.Files.Remove("model.safetensors.index.json");
        await Refused("no safetensors weights", Settings() with { Cache = new HubCache(folder["other"]) });
    }

    [Fact]
    public async Task Two_fetch_the_same_model_at_once()
    {
        var both = await Task.WhenAll(Resolve(), Resolve());
        Assert.Equal(both[0], both[1]);
        AssertWhole();
        Assert.Single(hub.Gets(Weights));
    }

    [Theory]
    [InlineData("../up")]
    [InlineData("a//b")]
    [InlineData("what?")]
    public async Task A_strange_revision_is_refused(string revision) =>
        Assert.Contains("--revision", (await Assert.ThrowsAnyAsync<InputException>(() => Resolve(revision: revision))).Message);

    public void Dispose()
    {
        hub.Dispose();
        folder.Dispose();
    }

    private static bool IsWeights(HubRequest request) => request.Method == "GET" && request.Path.EndsWith(Weights, StringComparison.Ordinal);

    private HubSettings Settings() => new()
    {
        Endpoint = hub.Address,
        Cache = new HubCache(folder.FullPath),
        Retries = 2,
        Delay = TimeSpan.FromMilliseconds(1),
        LongestDelay = TimeSpan.FromMilliseconds(5),
        Stall = TimeSpan.FromSeconds(20),
    };

    private Task<ResolvedModel> Resolve(HubSettings? settings = null, string? revision = null) =>
        new ModelResolver(settings ?? Settings(), heard).Resolve(Model, revision, TestContext.Current.CancellationToken);

    private async Task Refused(string part, HubSettings? settings = null) =>
        Assert.Contains(part, (await Assert.ThrowsAnyAsync<InputException>(() => Resolve(settings))).Message);

    private void AssertWhole() => Assert.Equal(content, File.ReadAllBytes(folder["models--owner--name", "snapshots", TestHub.Commit, Weights]));

    private void AssertNothingUnderItsName()
    {
        Assert.False(File.Exists(Path.Combine(Blobs, TestHub.EtagOf(Weights, content))));
        Assert.False(File.Exists(folder["models--owner--name", "snapshots", TestHub.Commit, Weights]));
        Assert.False(File.Exists(folder["models--owner--name", "refs", "main"]));
    }
}
