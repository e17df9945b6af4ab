namespace Colora.Adapters;

/// <summary>What users share and what they keep: the arms of one trainer.</summary>
public enum AdaptationMethod
{
    /// <summary>A and B shared, a core S_i for each user.</summary>
    Colora,

    /// <summary>A and B shared, a diagonal core for each user: r scalars instead of r² (CoLoRA-diag).</summary>
    ColoraDiag,

    /// <summary>CoLoRA with a small low-rank part of each user's own beside the shared one (CoLoRA-dual).</summary>
    ColoraDual,

    /// <summary>A LoRA (A_i, B_i) for each user, nothing shared: what every gain is measured against.</summary>
    Local,

    /// <summary>One LoRA (A, B) for all users, trained on the union of their rows.</summary>
    Pooled,

    /// <summary>One LoRA (A, B) for all; every participant trains both, A and B are averaged (FedIT).</summary>
    Fedit,

    /// <summary>One LoRA for all, A frozen at its random start, B averaged (FFA-LoRA): the average is exact.</summary>
    FfaLora,

    /// <summary>One LoRA for all, B in one round and A in the next (RoLoRA): the average is exact.</summary>
    Rolora,

    /// <summary>A shared and averaged, B_i personal (FedSA-LoRA).</summary>
    FedsaLora,

    /// <summary>B shared and averaged, A_i personal (Fed-ALoRA).</summary>
    FedAlora,

    /// <summary>One LoRA for all by the mean of the products B_i A_i, cut to the rank by singular values (FlexLoRA).</summary>
    Flexlora,

    /// <summary>One averaged LoRA for all and one of each user's own, blended half and half (FedDPA).</summary>
    FeddpaLora,

    /// <summary>A and B frozen at singular vectors of W0, only the core S_i is trained (LoRA-XS): CoLoRA without a learned subspace.</summary>
    LoraXs,

    /// <summary>A fresh LoRA of each participant in each round, their exact mean added to what all have (FLoRA).</summary>
    Flora,

    /// <summary>One averaged LoRA for all, and one of each user's own that is drawn towards it and used alone (Ditto).</summary>
    Ditto,

    /// <summary>One A, several heads B_j, and a router that weighs them token by token (HydraLoRA).</summary>
    Hydralora,

    /// <summary>One A, several heads B_j, a core and weights of the heads for each user (MTL-LoRA): CoLoRA's forward pass with one head.</summary>
    MtlLora,

    /// <summary>Frozen random A and B for all, two vectors for each user (VeRA).</summary>
    Vera,

    /// <summary>A_i and B_i personal, the core between them exchanged by similarity (CE-LoRA): the mirror image of CoLoRA.</summary>
    CeLora,
}
