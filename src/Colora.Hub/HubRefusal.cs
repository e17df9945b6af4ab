using System.Net;
using Colora.Formats;

namespace Colora.Hub;

/// <summary>An answer of the hub that is worth another attempt or not, as a line for people.</summary>
internal static class HubRefusal
{
    /// <summary>Whether another attempt may succeed: too many requests, time-outs, the server's own faults.</summary>
    public static bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= 500;

    /// <summary>The exception for an answer that is final.</summary>
    public static InputException Of(HttpStatusCode status, string what, bool hasToken) => status switch
    {
        HttpStatusCode.Unauthorized =>
            new InputException(
                what, "the hub answers 401 (no such model, or it is private or gated)",
                "a public model or a token with access",
            hasToken
                ? "check the name and HF_TOKEN, and accept the model's terms on its page"
                : "check the name, or accept the model's terms on its page and set HF_TOKEN"),
        HttpStatusCode.Forbidden =>
            new InputException(
                what, "the hub answers 403 (access is denied)", "a token with access",
                "accept the model's terms on its page and check HF_TOKEN"),
        HttpStatusCode.NotFound =>
            new InputException(
                what, "the hub answers 404 (not there)", "a model, revision and file that exist",
                "check --model and --revision"),
        HttpStatusCode.TooManyRequests =>
            new InputException(
                what, "the hub answers 429 (too many requests), again and again", "",
                "wait a while and try again; what was fetched is kept"),
        _ => new InputException(
            what, $"the hub answers {(int)status}", "200",
            IsPassing(status) ? "try again later; what was fetched is kept" : "check --model and HF_ENDPOINT"),
    };
}
