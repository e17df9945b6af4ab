namespace Colora.Data;

/// <summary>What a user's rows have in common that a sceptic should know of; all zero for most users.</summary>
/// <param name="User">The user.</param>
/// <param name="Test">Test rows.</param>
/// <param name="Copies">Labelled rows that are copies of others: they count once.</param>
/// <param name="TestCopies">Test rows that are copies of other test rows: they are judged as they stand.</param>
/// <param name="Trained">Test rows that are training rows of the user too.</param>
/// <param name="Validated">Test rows that are validation rows of the user too.</param>
/// <param name="Inputs">Test rows whose input is that of a training or validation row of the user; those rows
/// themselves included.</param>
/// <param name="Others">Test rows whose input is that of a training or validation row of another user.</param>
/// <param name="Shared">Training, validation and test rows whose input another user has too among these.</param>
public sealed record UserOverlap(
    string User, int Test, int Copies, int TestCopies, int Trained, int Validated, int Inputs, int Others, int Shared)
{
    private const int MostUsers = 10, InputsOfSlice = 1 << 16;

    /// <summary>Whether there is anything to tell.</summary>
    public bool IsAny => Copies + TestCopies + Trained + Validated + Inputs + Others + Shared > 0;

    /// <summary>Whether test rows were learned from.</summary>
    public bool IsLeak => Trained + Validated > 0;

    /// <summary>The overlaps of users, as far as there are any.</summary>
    /// <param name="users">The rows, split.</param>
    internal static IReadOnlyList<UserOverlap> Of(IReadOnlyList<UserDataset> users)
    {
        var learners = new Dictionary<ulong, int>();
        AddOwners(learners, users.Select(user => Learned(user).Select(mark => mark.Input)));
        var shared = CountShared([.. users.Select(user => All(user).Select(mark => mark.Input).ToArray())]);
        var overlaps = users.Select((user, number) => Of(user, number, learners) with { Shared = shared[number] });
        return [.. overlaps.Where(overlap => overlap.IsAny)];
    }

    private static UserOverlap Of(UserDataset user, int number, Dictionary<ulong, int> learners)
    {
        HashSet<UInt128> trained = [.. user.MarksOf(RowPart.Train).Select(mark => mark.Row)];
        HashSet<UInt128> validated = [.. user.MarksOf(RowPart.Validation).Select(mark => mark.Row)];
        HashSet<ulong> inputs = [.. Learned(user).Select(mark => mark.Input)];
        return new UserOverlap(
            user.User, user.Test.Count, user.Copies, CopiesIn(user.TestMarks),
            Trained: user.TestMarks.Count(mark => trained.Contains(mark.Row)),
            Validated: user.TestMarks.Count(mark => validated.Contains(mark.Row)),
            Inputs: user.TestMarks.Count(mark => inputs.Contains(mark.Input)),
            Others: user.TestMarks.Count(mark => learners.TryGetValue(mark.Input, out var owner) && owner != number),
            Shared: 0);
    }

    /// <summary>In sentences: what is wrong first, many users cut to ten and a count.</summary>
    public static IReadOnlyList<string> Say(IReadOnlyList<UserOverlap> overlaps) =>
    [
        .. Cut(overlaps.Where(user => user.IsLeak), SayLeak),
        .. Cut(overlaps.Where(user => user.Inputs > user.Trained + user.Validated), SayInputs),
        .. Cut(overlaps.Where(user => user.Others > 0), SayOthers),
        .. SayShared(overlaps.Where(user => user.Shared > 0).ToList()),
        .. Cut(overlaps.Where(user => user.Copies > 0), SayCopies),
        .. Cut(overlaps.Where(user => user.TestCopies > 0), SayTestCopies),
    ];

    private static string SayLeak(UserOverlap user) =>
        $"warning: {user.Trained + user.Validated} of {user.Test} test rows of \"{user.User}\" were learned from "
            + $"({user.Trained} trained on, {user.Validated} chosen by): its scores are not those of unseen rows";

    private static string SayInputs(UserOverlap user) =>
        $"\"{user.User}\": the input of {user.Inputs} of {user.Test} test rows stands in its training or "
            + "validation rows too";

    private static string SayOthers(UserOverlap user) =>
        $"\"{user.User}\": the input of {user.Others} of {user.Test} test rows stands in another user's training or "
            + "validation rows";

    private static IEnumerable<string> SayShared(List<UserOverlap> users)
    {
        if (users.Count == 0) yield break;
        var rows = users.Sum(user => user.Shared);
        yield return $"{rows} rows of {users.Count} users have an input that another user has too";
    }

    private static string SayCopies(UserOverlap user)
    {
        var what = user.Copies == 1 ? "row is a copy of another" : "rows are copies of others";
        return $"\"{user.User}\": {user.Copies} {what}: counted once, for training as long as other rows suffice";
    }

    private static string SayTestCopies(UserOverlap user) =>
        $"\"{user.User}\": {user.TestCopies} of {user.Test} test rows are copies of others; "
            + "they are judged as they stand";

    /// <summary>Adds who has an input: a user's number, or −1 for several users.</summary>
    private static void AddOwners(Dictionary<ulong, int> owners, IEnumerable<IEnumerable<ulong>> inputs)
    {
        foreach (var (user, own) in inputs.Index())
        {
            foreach (var input in own)
                owners[input] = owners.TryGetValue(input, out var owner) && owner != user ? -1 : user;
        }
    }

    /// <summary>
    /// How many inputs of each user another has too; a share of the inputs at a time, so that what is held does not
    /// grow with their number.
    /// </summary>
    private static int[] CountShared(IReadOnlyList<ulong[]> inputs)
    {
        var shared = new int[inputs.Count];
        var slices = (ulong)(inputs.Sum(own => (long)own.Length) / InputsOfSlice + 1);
        var owners = new Dictionary<ulong, int>();
        for (var slice = 0UL; slice < slices; slice++)
        {
            owners.Clear();
            AddOwners(owners, inputs.Select(Sliced));
            foreach (var (user, own) in inputs.Index())
                shared[user] += Sliced(own).Count(input => owners[input] != user);

            IEnumerable<ulong> Sliced(ulong[] own) => own.Where(input => input % slices == slice);
        }

        return shared;
    }

    private static IEnumerable<RowMark> All(UserDataset user) => Learned(user).Concat(user.TestMarks);

    /// <summary>Rows that say what an earlier one says.</summary>
    internal static int CopiesIn(IReadOnlyList<RowMark> rows) => RowCopies.In(rows).Count();

    private static IEnumerable<RowMark> Learned(UserDataset user) => user.MarksOf(RowPart.Train, RowPart.Validation);

    private static IEnumerable<string> Cut(IEnumerable<UserOverlap> users, Func<UserOverlap, string> say)
    {
        var all = users.ToList();
        return all.Count <= MostUsers
            ? all.Select(say)
            : [.. all.Take(MostUsers).Select(say), $"and the same for {all.Count - MostUsers} more users"];
    }
}
