namespace Colora.Adapters;

/// <summary>What users share and what they keep: the arms of one trainer.</summary>
public enum AdaptationMethod
{
    /// <summary>A and B shared, a core S_i for each user.</summary>
    Colora,

    /// <summary>A LoRA (A_i, B_i) for each user, nothing shared: what every gain is measured against.</summary>
    Local,

    /// <summary>One LoRA (A, B) for all users, trained on the union of their rows.</summary>
    Pooled,
}
