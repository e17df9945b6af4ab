using Colora.Formats;

namespace Colora.Hub;

/// <summary>The hub cannot be reached at all; a cached model may still do.</summary>
internal sealed class HubUnreachableException(string host, Exception cause)
    : InputException(
        host, $"cannot be reached ({cause.Message})", "a hub",
        "check the network and HF_ENDPOINT, or set HF_HUB_OFFLINE=1 to use what is cached; what was fetched is kept",
        cause);
