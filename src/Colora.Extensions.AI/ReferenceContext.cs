using Microsoft.Extensions.AI.Evaluation;

namespace Colora.Extensions.AI;

/// <summary>Accepted answers, of which the best counts.</summary>
public sealed class ReferenceContext : EvaluationContext
{
    /// <summary>The answers.</summary>
    /// <param name="references">At least one.</param>
    public ReferenceContext(params IEnumerable<string> references) : base("references", string.Join('\n', references))
    {
        References = [.. references];
        if (References.Count == 0) throw new ArgumentException("no accepted answer", nameof(references));
    }

    /// <summary>The answers.</summary>
    public IReadOnlyList<string> References { get; }
}
