namespace Colora.Generation;

/// <summary>What a batch has done so far; a snapshot that never changes.</summary>
public sealed record EngineReport
{
    /// <summary>Rows in flight.</summary>
    public int InFlight { get; init; }

    /// <summary>Calls whose prompt has not been read yet.</summary>
    public int Waiting { get; init; }

    /// <summary>Tokens whose keys and values are held for the rows in flight, padding counted.</summary>
    public long HeldTokens { get; init; }

    /// <summary>Forward passes made, those over prompts included.</summary>
    public long Passes { get; init; }

    /// <summary>Forward passes over prompts.</summary>
    public long PromptPasses { get; init; }

    /// <summary>Tokens read in prompts, without padding.</summary>
    public long PromptTokens { get; init; }

    /// <summary>Tokens made.</summary>
    public long Tokens { get; init; }

    /// <summary>Rows in the last forward pass.</summary>
    public int LastRows { get; init; }

    /// <summary>Distinct users in the last forward pass; 0 where it was the bare base's.</summary>
    public int LastUsers { get; init; }

    /// <summary>Most rows in a forward pass.</summary>
    public int MostRows { get; init; }

    /// <summary>Most distinct users in a forward pass.</summary>
    public int MostUsers { get; init; }

    /// <summary>The report after another pass.</summary>
    internal EngineReport After(IReadOnlyList<BatchRow> rows, bool isPrompts)
    {
        var users = rows.Where(row => row.Adapters is not null).Select(row => row.User).Distinct().Count();
        return this with
        {
            Passes = Passes + 1,
            PromptPasses = PromptPasses + (isPrompts ? 1 : 0),
            PromptTokens = PromptTokens + (isPrompts ? rows.Sum(row => (long)row.Prompt.Length) : 0),
            LastRows = rows.Count,
            LastUsers = users,
            MostRows = Math.Max(MostRows, rows.Count),
            MostUsers = Math.Max(MostUsers, users),
        };
    }
}
