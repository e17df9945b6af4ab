namespace Colora.Evaluation;

/// <summary>What a test row is scored by.</summary>
public enum ScoreKind
{
    /// <summary>1 where the answer is one of the references but for white space at the ends, else 0.</summary>
    ExactMatch,

    /// <summary>1 where the answer is one of the references but for letter case, punctuation and runs of blanks, else 0.</summary>
    ExactMatchSquad,

    /// <summary>ROUGE-L with stemming, the best of the references, 0…1.</summary>
    RougeL,

    /// <summary>Minus the mean loss of an answer token, nats.</summary>
    Nll,
}
