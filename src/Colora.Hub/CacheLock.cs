using Colora.Formats.HuggingFace;
using Polly;
using Polly.Retry;

namespace Colora.Hub;

/// <summary>
/// A file that one process at a time holds open, in <c>.locks</c> beside the models, where huggingface_hub has its own.
/// </summary>
internal static class CacheLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits until the lock is free and takes it; disposing gives it back.</summary>
    public static async Task<IDisposable> Take(HubCache cache, HubName model, string etag, CancellationToken stop)
    {
        var path = Path.Combine(cache.Root, ".locks", Path.GetFileName(cache.FolderOf(model)), etag + ".lock");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var waiting = new ResiliencePipelineBuilder<FileStream>().AddRetry(new RetryStrategyOptions<FileStream>
        {
            MaxRetryAttempts = int.MaxValue,
            Delay = Pause,
            ShouldHandle = new PredicateBuilder<FileStream>()
                .Handle<IOException>(e => e is not (DirectoryNotFoundException or PathTooLongException)
                    && File.Exists(path)),
        }).Build();
        return await waiting
            .ExecuteAsync(_ => ValueTask.FromResult(new FileStream(
                path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)), stop)
            .ConfigureAwait(false);
    }
}
