namespace Colora.Training;

/// <summary>
/// Numbers that ran away: the first loss, gradient, weight or score that is not finite, told in one line: when, what and whose, how to mend it.
/// Not bad input, for only computing shows it; the command line has an exit code of its own for it, and whoever tries several rates
/// takes it for a result that is worse than any other.
/// </summary>
public sealed class DivergenceException : Exception
{
    /// <summary>The usual way out of a training that diverges.</summary>
    public const string LowerRates = "lower optimizer.learning_rate and optimizer.core_learning_rate, or compute with --dtype float32";

    private readonly string remedy;

    /// <summary>Composes the line <c>diverged when: found; remedy</c>.</summary>
    /// <param name="found">What is not finite: quantity, module, user.</param>
    /// <param name="when">Stage or step; empty where it is not known yet (<see cref="At"/>).</param>
    /// <param name="remedy">How to mend it, as an imperative.</param>
    /// <param name="inner">The cause, or none.</param>
    public DivergenceException(string found, string when = "", string remedy = LowerRates, Exception? inner = null)
        : base($"diverged{(when.Length > 0 ? $" {when}" : "")}: {found}; {remedy}".ReplaceLineEndings(" "), inner)
    {
        Found = found;
        When = when;
        this.remedy = remedy;
    }

    /// <summary>What is not finite: quantity, module, user.</summary>
    public string Found { get; }

    /// <summary>Stage or step, as "at step 12"; may be empty.</summary>
    public string When { get; }

    /// <summary>Does a piece of work, and names the stage where a divergence in it does not know it.</summary>
    /// <param name="when">Stage or step, as "at step 12".</param>
    /// <param name="work">The work.</param>
    public static T During<T>(string when, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DivergenceException e) when (e.When.Length == 0)
        {
            throw e.At(when);
        }
    }

    /// <summary>The same with the stage or step that the place where it was found does not know; what is known already stays.</summary>
    public DivergenceException At(string when) => When.Length > 0 ? this : new DivergenceException(Found, when, remedy, this);
}
