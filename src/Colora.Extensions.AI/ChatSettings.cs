using Colora.Configuration;
using Colora.Formats;
using Colora.Generation;
using Microsoft.Extensions.AI;

namespace Colora.Extensions.AI;

/// <summary>
/// Options of a chat → how text is continued. What is not computed is refused by name, never left out without a word.
/// </summary>
internal static class ChatSettings
{
    /// <summary>The settings.</summary>
    /// <param name="options">Of the request, or none.</param>
    /// <param name="mostTokens">Most tokens where the request does not say.</param>
    /// <exception cref="NotSupportedException">The request asks for something that is not done here.</exception>
    /// <exception cref="InputException">A number is out of its range.</exception>
    public static GenerationConfig Of(ChatOptions? options, int mostTokens)
    {
        if (options is null) return new GenerationConfig { MaxNewTokens = mostTokens };
        var refused = Refused(options).ToList();
        if (refused.Count > 0)
            throw new NotSupportedException($"not supported by Colora's chat client: {string.Join(", ", refused)}");
        var config = new GenerationConfig
        {
            MaxNewTokens = options.MaxOutputTokens ?? mostTokens,
            Temperature = options.Temperature ?? 0,
            TopK = options.TopK ?? 0,
            TopP = options.TopP ?? 1,
            Stop = [.. options.StopSequences ?? []],
            Seed = options.Seed ?? 0,
        };
        SettingLimits.Require(config);
        return config;
    }

    /// <summary>What a request asks for and is not done here.</summary>
    private static IEnumerable<string> Refused(ChatOptions options)
    {
        if (options.Tools is { Count: > 0 }) yield return "tools";
        if (options.ResponseFormat is { } format && format is not ChatResponseFormatText)
            yield return "a response format other than text";
        if (options.FrequencyPenalty is not (null or 0)) yield return "a frequency penalty";
        if (options.PresencePenalty is not (null or 0)) yield return "a presence penalty";
        if (options.ConversationId is not null) yield return "a conversation that is kept here";
        if (options.Instructions is not null) yield return "instructions beside the messages (give a system message)";
    }
}
