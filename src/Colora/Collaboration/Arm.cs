using Colora.Adapters;

namespace Colora.Collaboration;

/// <summary>
/// A way to train together: which factors are whose (<see cref="FactorOwnership"/>), what travels, how it is put together. All arms are
/// trained by one trainer through one line, h = W0 x + s · B S A x.
/// </summary>
/// <param name="Method">Its name in configs.</param>
/// <param name="Formula">The forward pass of user i.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Sharing">What travels.</param>
/// <param name="Aggregator">How the server puts it together.</param>
public sealed record Arm(AdaptationMethod Method, string Formula, string Source, SharingPolicy Sharing, IAggregator Aggregator)
{
    /// <summary>All arms, as docs/arms.md lists them.</summary>
    public static IReadOnlyList<Arm> All { get; } =
    [
        new(AdaptationMethod.Colora, "W0 + s B S_i A", "Magakyan et al. 2026, arXiv 2602.07218", new SharingPolicy(true, true), new FactorAverage()),
        new(AdaptationMethod.ColoraDiag, "W0 + s B diag(s_i) A", "CoLoRA with r scalars a user: the paper's \"personalized scalars\" read literally", new SharingPolicy(true, true), new FactorAverage()),
        new(AdaptationMethod.ColoraDual, "W0 + s (B S_i A + B_p,i A_p,i)", "CoLoRA with a small private residual for tasks that leave the shared subspace", new SharingPolicy(true, true), new FactorAverage()),
        new(AdaptationMethod.Local, "W0 + s B_i A_i", "Hu et al. 2022, arXiv 2106.09685, one adapter a user", SharingPolicy.Nothing, new FactorAverage()),
        new(AdaptationMethod.Pooled, "W0 + s B A", "Hu et al. 2022, on the union of the rows", SharingPolicy.Nothing, new FactorAverage()),
        new(AdaptationMethod.Fedit, "W0 + s B A", "Zhang et al. 2024, arXiv 2305.05644", new SharingPolicy(true, true), new FactorAverage()),
        new(AdaptationMethod.FfaLora, "W0 + s B A0", "Sun et al. 2024, arXiv 2403.12313", new SharingPolicy(false, true), new FactorAverage()),
        new(AdaptationMethod.Rolora, "W0 + s B A", "Chen et al. 2025, arXiv 2409.02346", new SharingPolicy(true, true), new FactorAverage()),
        new(AdaptationMethod.FedsaLora, "W0 + s B_i A", "Guo et al. 2025, arXiv 2410.01463", new SharingPolicy(true, false), new FactorAverage()),
        new(AdaptationMethod.FedAlora, "W0 + s B A_i", "the mirror image of FedSA-LoRA (OptMN-Lab/ALoRA)", new SharingPolicy(false, true), new FactorAverage()),
        new(AdaptationMethod.Flexlora, "W0 + s B A", "Bai et al. 2024, arXiv 2402.11505", new SharingPolicy(true, true), new ProductAverage()),
        new(AdaptationMethod.FeddpaLora, "W0 + s (½ B A + ½ B_p,i A_p,i)", "Yang et al. 2024, arXiv 2403.19211, both parts trained in the same steps", new SharingPolicy(true, true), new FactorAverage()),
        new(AdaptationMethod.Flora, "W0 + s (D + B_i A_i), D of the rounds before", "Wang et al. 2024, arXiv 2409.05976", new SharingPolicy(true, true), new StackAggregate()),
        new(AdaptationMethod.Ditto, "W0 + s B_p,i A_p,i, drawn towards B A", "Li et al. 2021, arXiv 2012.04221, with a LoRA for the model", new SharingPolicy(true, true), new FactorAverage()),
        new(AdaptationMethod.Hydralora, "W0 + s Σ_j softmax(R x)_j B_j A", "Tian et al. 2024, arXiv 2404.19245", SharingPolicy.Nothing, new FactorAverage()),
        new(AdaptationMethod.MtlLora, "W0 + s (Σ_j softmax(w_i/τ)_j B_j) S_i A", "Yang et al. 2025, arXiv 2410.09437", SharingPolicy.Nothing, new FactorAverage()),
        new(AdaptationMethod.Vera, "W0 + s diag(b_i) B0 diag(d_i) A0", "Kopiczko et al. 2024, arXiv 2310.11454", SharingPolicy.Nothing, new FactorAverage()),
        new(AdaptationMethod.CeLora, "W0 + s B_i C_i A_i", "CE-LoRA, arXiv 2503.23869, by its abstract", new SharingPolicy(false, false, true), new SimilarityExchange()),
        new(AdaptationMethod.LoraXs, "W0 + s B0 S_i A0", "Balazy et al. 2024, arXiv 2405.17604", SharingPolicy.Nothing, new FactorAverage()),
    ];

    /// <summary>The arm of a method.</summary>
    public static Arm Of(AdaptationMethod method) => All.First(arm => arm.Method == method);

    /// <summary>Whether the arm is another one without rounds: it differs from that by how it averages.</summary>
    public bool NeedsRounds => Method is AdaptationMethod.Fedit or AdaptationMethod.Rolora or AdaptationMethod.Flexlora or AdaptationMethod.Flora or AdaptationMethod.Ditto or AdaptationMethod.CeLora;

    /// <summary>Whether the arm has factors of all users that do not travel, so that it is trained in one place.</summary>
    public bool NeedsOnePlace => Method is AdaptationMethod.Pooled or AdaptationMethod.Hydralora or AdaptationMethod.MtlLora;

    /// <summary>The kinds that a round trains: all that the arm trains, or with one moving shared factor B in even rounds and A in odd ones.</summary>
    /// <param name="round">0-based round.</param>
    /// <param name="phases">Of the run.</param>
    public IReadOnlyList<FactorKind> KindsOfRound(int round, RoundPhases phases)
    {
        var trained = FactorOwnership.TrainedBy(Method);

        // Ditto's personal LoRA is drawn towards the average as it came; it has the phase that begins a round for itself.
        if (Method == AdaptationMethod.Ditto) return [FactorKind.A, FactorKind.B];
        if (Method != AdaptationMethod.Rolora && phases != RoundPhases.Alternating) return trained;
        var resting = round % 2 == 0 ? FactorKind.A : FactorKind.B;
        var both = Sharing is { A: true, B: true };
        return both ? [.. trained.Where(kind => kind != resting)] : trained;
    }
}
