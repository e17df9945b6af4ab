using Colora.Engine;
using Colora.Formats;

namespace Colora.Data;

/// <summary>
/// Splits each user's rows by what they say, never by where they stand. Test rows come from the test file, or are drawn
/// by content alone: no seed changes them. The seed and the content order the other rows: the first
/// <c>examples_per_user</c> are the user's, and the last of these are kept for validation. Copies of a row count once;
/// such a row goes to training as long as others suffice. Rows of one input stand together in every order, so that a
/// cut parts them only where it has to.
/// </summary>
internal static class DatasetSplit
{
    /// <summary>The users' examples, split.</summary>
    /// <param name="users">Rows as read.</param>
    /// <param name="config">How many of which.</param>
    /// <param name="prompt">How rows become prompts and answers.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="known">An earlier split, whose rows stay where they are: new rows fill up what is missing. None = a
    /// split from nothing.</param>
    /// <exception cref="InputException">A user has fewer rows than asked for, or no training row remains.</exception>
    public static IReadOnlyList<UserDataset> Of(
        IReadOnlyList<UserRows> users, DataConfig config, PromptConfig prompt, long seed, IKnownRows? known = null)
    {
        var template = new PromptTemplate(prompt, config.AllowSpecialTokens);
        var split = users.Select(user => UserSplit.Of(user, config, template, seed, known)).ToList();
        ManagedHeap.GiveBackAfter(users.Sum(user => (long)user.Train.Count + (user.Test?.Count ?? 0)));
        return split;
    }

    /// <summary>
    /// The user's labelled rows that are not for testing, copies counted once: those that training and validation may
    /// have.
    /// </summary>
    /// <exception cref="InputException">All rows would be for testing.</exception>
    public static int LabelledRows(UserRows user, DataConfig config)
    {
        var distinct = user.TrainMarks.Count - RowCopies.In(user.TrainMarks).Count();
        return distinct - UserSplit.TestRows(user, config, distinct);
    }
}
