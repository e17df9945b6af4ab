using System.Reflection;
using Colora.Adapters;
using Colora.Configuration;
using Colora.Federation;
using Colora.Model;

namespace Colora.Methods;

/// <summary>
/// A way to train together: which factors are whose, what is trained, what travels, how it is put together, how it starts and what it needs. All
/// methods of known factors are trained by one trainer through one line, h = W0 x + s · B S A x; what sets one apart stands in its own file.
/// A method of your own derives from this, in any assembly, and is made known by <see cref="Register"/>.
/// Two methods are equal when they are of one type with equal members, so <c>new LocalMethod()</c> can be written wherever one is meant.
/// </summary>
public abstract record Method : INamed<Method>
{
    private static readonly NamedRegistry<Method> Known =
        new("method", [.. OfAssembly(typeof(Method).Assembly).OrderBy(method => method.Name, StringComparer.Ordinal)]);

    /// <summary>All methods that configs can name: those that come with Colora in the order of their names, then those registered.</summary>
    public static IReadOnlyList<Method> All => Known.All;

    /// <summary>Its name in configs and reports, in kebab-case.</summary>
    public abstract string Name { get; }

    /// <summary>The forward pass of user i.</summary>
    public abstract string Formula { get; }

    /// <summary>Where it comes from.</summary>
    public abstract string Source { get; }

    /// <summary>Who owns which factor.</summary>
    public abstract FactorOwnership Ownership { get; }

    /// <summary>The kinds that are trained; others stay as they started. Default: all that there are.</summary>
    public virtual IReadOnlyList<FactorKind> Trained => [.. Enum.GetValues<FactorKind>().Where(kind => Ownership[kind] != Owner.None)];

    /// <summary>What travels between a participant and the server. Default: nothing.</summary>
    public virtual SharingPolicy Sharing => SharingPolicy.Nothing;

    /// <summary>How the server puts together what has travelled. Default: the mean of each factor.</summary>
    public virtual IAggregator Aggregator => new FactorAverage();

    /// <summary>Whether it is another method without rounds, since it differs from that by how it averages.</summary>
    public virtual bool NeedsRounds => false;

    /// <summary>Whether it has factors of all users that do not travel, so that it is trained in one place.</summary>
    public virtual bool NeedsOnePlace => false;

    /// <summary>Whether a comparison trains it in rounds unasked: what averages is compared by averaging. Default: whether anything travels.</summary>
    public virtual bool GoesInRounds => !Sharing.IsNothing;

    /// <summary>Whether <c>start.kind</c> is its user's to choose. Default: no; it begins as LoRA does, A random and B = 0.</summary>
    public virtual bool HasStarts => false;

    /// <summary>Whether <see cref="StartKind.Auto"/> is a race, and not a start chosen for the method beforehand.</summary>
    public virtual bool IsRaced => false;

    /// <summary>Whether cores can join the shared factors of a finished run (<c>start.run</c>).</summary>
    public virtual bool JoinsRuns => false;

    /// <summary>Whether A and B may be made orthonormal between rounds, the cores carrying the change.</summary>
    public virtual bool CanRegauge => false;

    /// <summary>Whether users differ by cores between shared factors, which may be tied (<see cref="Training.CoresConfig"/>).</summary>
    public virtual bool CanTieCores => false;

    /// <summary>Whether users may step copies of A and B that are averaged, in one place (<see cref="AveragingConfig"/>).</summary>
    public virtual bool CanAverage => false;

    /// <summary>Whether groups of users may each get a pair (A, B) of their own.</summary>
    public virtual bool HasClusters => false;

    /// <summary>Whether a user may get it instead of training alone where validation rows show it to be better (the fallback of a comparison).</summary>
    public virtual bool IsCandidate => false;

    /// <summary>Whether the server sends what it has put together and not the factors that a round begins with.</summary>
    public virtual bool SendsAggregate => false;

    /// <summary>The method that newcomers to a finished run of it are trained by.</summary>
    public virtual Method OfNewcomers => new ColoraMethod();

    /// <summary>The start that is used where a config asks for one.</summary>
    public virtual StartConfig StartOf(StartConfig asked) => asked;

    /// <summary>The kinds that a round trains: all that are trained, or with one moving shared factor B in even rounds and A in odd ones.</summary>
    /// <param name="round">0-based round.</param>
    /// <param name="phases">Of the run.</param>
    public virtual IReadOnlyList<FactorKind> KindsOfRound(int round, RoundPhases phases) => phases == RoundPhases.Alternating ? Alternating(round) : Trained;

    /// <summary>Steps on personal factors alone that begin a round of a comparison.</summary>
    /// <param name="asked">What all methods have in common.</param>
    public virtual int CoreStepsOf(RoundsConfig asked) => 0;

    /// <summary>Largest rank with which a module can be adapted. Default: full rank; beyond it a factor has nothing left to learn.</summary>
    public virtual int LargestRankOf(TargetModule module) => Math.Min(module.In, module.Out);

    /// <summary>Fills a new adapter of zeros.</summary>
    /// <param name="weights">Filled in place.</param>
    /// <param name="model">The base, for its weights.</param>
    /// <param name="start">Of <see cref="StartOf"/>.</param>
    /// <param name="seed">The run's seed.</param>
    public virtual void Fill(AdapterWeights weights, CausalLM model, StartConfig start, long seed) => AdapterStart.Fill(weights, model, start, seed);

    /// <summary>What becomes of the aggregates of a round. Default: the server steps the shared factors towards the one that there is.</summary>
    public virtual void Receive(RoundResult round)
    {
        foreach (var aggregate in round.Aggregates) round.StepTowards(aggregate);
    }

    /// <summary>What a config of rounds gets wrong for this method.</summary>
    public virtual IEnumerable<ConfigProblem> Check(RoundsConfig rounds, ServerConfig server)
    {
        if (rounds.Rounds == 0 && NeedsRounds)
            yield return new ConfigProblem("", "rounds.rounds", $"0 with method {Name}", "1 or more: without rounds this arm is another one", "");
        if (rounds.Rounds > 0 && NeedsOnePlace)
            yield return new ConfigProblem("", "rounds.rounds", $"{rounds.Rounds} with method {Name}", "0, or an arm that averages, such as fedit: this one has all rows in one place", "");
    }

    /// <summary>Makes a method known, so that configs can name it. One that is known already is left as it is.</summary>
    /// <exception cref="ArgumentException">Another method has the name, or the name is not in kebab-case.</exception>
    public static void Register(Method method) => Known.Register(method);

    /// <summary>The method of a name, or null.</summary>
    public static Method? Find(string name) => Known.Find(name);

    /// <summary>The method of a name that is known.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Method Named(string name) =>
        Find(name) ?? throw new ArgumentException($"no method \"{name}\"; there are {string.Join(", ", All.Select(method => method.Name))}", nameof(name));

    /// <inheritdoc />
    public sealed override string ToString() => Name;

    /// <summary>What is trained, but for the shared factor that rests: A in even rounds, B in odd ones. Where only one of the two is shared, it never rests.</summary>
    protected IReadOnlyList<FactorKind> Alternating(int round)
    {
        var resting = round % 2 == 0 ? FactorKind.A : FactorKind.B;
        return Sharing is { A: true, B: true } ? [.. Trained.Where(kind => kind != resting)] : Trained;
    }

    /// <summary>For methods of which the server keeps no average: a server step has nothing to step towards.</summary>
    protected IEnumerable<ConfigProblem> NeedsPlainServer(RoundsConfig rounds, ServerConfig server)
    {
        if (rounds.Rounds > 0 && server != new ServerConfig())
            yield return new ConfigProblem("", "server", $"changed with method {Name}", "the defaults: this arm has no average that a server could step towards", "");
    }

    /// <summary>The start of a method that keeps full or diagonal cores and is not raced: orthogonal-mix where nothing else is asked for.</summary>
    protected static StartConfig WithoutRace(StartConfig asked) => asked.Kind == StartKind.Auto ? asked with { Kind = StartKind.OrthogonalMix } : asked;

    private static IEnumerable<Method> OfAssembly(Assembly assembly) =>
        assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Method)) && !type.IsAbstract).Select(type => (Method)Activator.CreateInstance(type)!);
}
