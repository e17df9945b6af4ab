namespace Colora.Templates.Jinja;

/// <summary>
/// The names of one scope as Jinja's compiler sees them: a name that a scope sets before it reads it, and that no scope around it mentions, has no value
/// there until it is set, even where the caller gave one by that name.
/// </summary>
/// <param name="outer">The scope around it.</param>
internal sealed class SymbolFrame(SymbolFrame? outer)
{
    private static readonly string[] None = [];

    private readonly List<Mention> mentions = [];
    private readonly HashSet<string> known = [];

    /// <summary>Names that have no value when the scope is entered. Known once <see cref="Settle"/> was called.</summary>
    public IReadOnlyList<string> Unset { get; private set; } = None;

    public void Read(string name) => mentions.Add(new Mention(name, Kind.Read));

    public void Store(string name) => mentions.Add(new Mention(name, Kind.Store));

    /// <summary>A name that the scope is entered with: of a parameter or a loop.</summary>
    public void Take(string name) => mentions.Add(new Mention(name, Kind.Parameter));

    /// <summary>Begins the branches of an if: its body, its elifs, its else; each ends with <see cref="NextBranch"/>.</summary>
    public void BeginBranches() => mentions.Add(new Mention("", Kind.Begin));

    public void NextBranch() => mentions.Add(new Mention("", Kind.Next));

    /// <summary>Decides the names; those around it must have been settled.</summary>
    public void Settle()
    {
        var at = 0;
        var state = new State([], []);
        Walk(ref at, state);
        known.UnionWith(state.Kinds.Keys);
        if (state.Kinds.ContainsValue(Load.Nothing)) Unset = [.. state.Kinds.Where(pair => pair.Value == Load.Nothing).Select(pair => pair.Key)];
    }

    private bool Knows(string name)
    {
        for (var frame = this; frame is not null; frame = frame.Outer)
            if (frame.known.Contains(name)) return true;
        return false;
    }

    private SymbolFrame? Outer => outer;

    private bool IsAround(string name) => outer is not null && outer.Knows(name);

    /// <summary>Goes through mentions up to the end of a branch.</summary>
    private void Walk(ref int at, State state)
    {
        while (at < mentions.Count)
        {
            var (name, kind) = mentions[at++];
            switch (kind)
            {
                case Kind.Next:
                    return;
                case Kind.Begin:
                    Branch(ref at, state);
                    break;
                case Kind.Parameter:
                    state.Stores.Add(name);
                    state.Kinds[name] = Load.Given;
                    break;
                case Kind.Read:
                    if (!state.Kinds.ContainsKey(name) && !IsAround(name)) state.Kinds[name] = Load.Given;
                    break;
                default:
                    state.Stores.Add(name);
                    state.Kinds.TryAdd(name, IsAround(name) ? Load.Given : Load.Nothing);
                    break;
            }
        }
    }

    private void Branch(ref int at, State state)
    {
        const int Branches = 3;
        var counts = new Dictionary<string, int>();
        var ends = new List<State>();
        for (var i = 0; i < Branches; i++)
        {
            var branch = new State(new Dictionary<string, Load>(state.Kinds), [.. state.Stores]);
            Walk(ref at, branch);
            foreach (var name in branch.Stores)
                if (!state.Stores.Contains(name)) counts[name] = counts.GetValueOrDefault(name) + 1;
            ends.Add(branch);
        }

        foreach (var branch in ends)
        {
            foreach (var (name, load) in branch.Kinds) state.Kinds[name] = load;
            state.Stores.UnionWith(branch.Stores);
        }

        // What not every branch sets may keep the value from around it.
        foreach (var (name, count) in counts)
            if (count < Branches) state.Kinds[name] = Load.Given;
    }

    private enum Kind
    {
        Read,
        Store,
        Parameter,
        Begin,
        Next,
    }

    private enum Load
    {
        Given,
        Nothing,
    }

    private readonly record struct Mention(string Name, Kind Kind);

    private sealed record State(Dictionary<string, Load> Kinds, HashSet<string> Stores);
}
