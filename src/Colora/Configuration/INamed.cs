namespace Colora.Configuration;

/// <summary>What configs name out of a list that grows: a method, a score. Read and written as its name.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
internal interface INamed<TSelf> where TSelf : class, INamed<TSelf>
{
    /// <summary>All that there are, in the order in which they are told.</summary>
    static abstract IReadOnlyList<TSelf> All { get; }

    /// <summary>Its name in configs, in kebab-case.</summary>
    string Name { get; }
}
