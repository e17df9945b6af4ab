namespace Colora.Model;

/// <summary>Grouped-query self-attention of one layer. Everything in it may differ from layer to layer.</summary>
public sealed record AttentionBlueprint
{
    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key/value heads; each serves Heads/KeyValueHeads query heads.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>Features of a head (even).</summary>
    public required int HeadDim { get; init; }

    /// <summary>hidden → Heads · HeadDim.</summary>
    public required LinearBlueprint Query { get; init; }

    /// <summary>hidden → KeyValueHeads · HeadDim.</summary>
    public required LinearBlueprint Key { get; init; }

    /// <summary>hidden → KeyValueHeads · HeadDim.</summary>
    public required LinearBlueprint Value { get; init; }

    /// <summary>Heads · HeadDim → hidden.</summary>
    public required LinearBlueprint Output { get; init; }

    /// <summary>Rotary positions of queries and keys.</summary>
    public required RopeConfig Rope { get; init; }

    /// <summary>How many real tokens a query sees, itself and those before it; null = all.</summary>
    public int? Window { get; init; }

    /// <summary>Its linear layers in the order of the forward pass.</summary>
    public IEnumerable<LinearBlueprint> Linears => [Query, Key, Value, Output];

    /// <summary>The same with biases or without.</summary>
    /// <param name="inputs">Of queries, keys and values.</param>
    /// <param name="output">Of the output.</param>
    public AttentionBlueprint WithBias(bool inputs, bool output) => this with
    {
        Query = Query with { HasBias = inputs },
        Key = Key with { HasBias = inputs },
        Value = Value with { HasBias = inputs },
        Output = Output with { HasBias = output },
    };
}
