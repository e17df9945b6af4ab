namespace Colora.Adapters;

/// <summary>Who owns a factor.</summary>
public enum Owner
{
    /// <summary>The arm has no such factor.</summary>
    None,

    /// <summary>One for all users.</summary>
    Shared,

    /// <summary>One for each user.</summary>
    Personal,
}
