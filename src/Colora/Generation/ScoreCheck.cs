using Colora.Training;
using static TorchSharp.torch;

namespace Colora.Generation;

/// <summary>
/// Finds rows whose scores have run away: an arg-max takes NaN for a token like any other, so that a model of NaNs
/// would write on for ever.
/// </summary>
internal static class ScoreCheck
{
    /// <summary>What is wrong with each row, or null. logits [rows, vocabulary].</summary>
    /// <param name="logits">Scores of every row's next token.</param>
    /// <param name="userOf">Name of a row's user; null for the base.</param>
    public static DivergenceException?[] FaultsOf(Tensor logits, Func<int, string?> userOf)
    {
        using var scope = NewDisposeScope();
        var largest = logits.amax([-1]).to(ScalarType.Float32).cpu().data<float>().ToArray();
        return [.. largest.Select((score, row) => float.IsFinite(score) ? null : FaultOf(score, userOf(row)))];
    }

    private static DivergenceException FaultOf(float score, string? user)
    {
        var whose = user is null ? "" : $" for user \"{user}\"";
        var found = float.IsNaN(score) ? "NaN" : "infinite";
        return new DivergenceException($"the scores of the next token{whose} are {found}", "while writing an answer");
    }
}
