namespace Colora.Configuration;

/// <summary>A list that grows: what comes with Colora, then what is registered from any assembly.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="noun">What one is called, for messages.</param>
/// <param name="own">What comes with Colora, in the order in which it is told.</param>
internal sealed class NamedRegistry<T>(string noun, IReadOnlyList<T> own)
    where T : class, INamed<T>
{
    private readonly Lock gate = new();
    private volatile IReadOnlyList<T> known = own;

    /// <summary>All that is known now.</summary>
    public IReadOnlyList<T> All => known;

    /// <summary>The one of a name, or null.</summary>
    public T? Find(string name) => known.FirstOrDefault(one => one.Name == name);

    /// <summary>Adds one; an equal one that is known already is left as it is.</summary>
    /// <exception cref="ArgumentException">Another has the name, or the name is not in kebab-case.</exception>
    public void Register(T item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item.Name.Length == 0 || !item.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            throw new ArgumentException($"\"{item.Name}\" is no name of a {noun}: lower-case letters, digits and -, such as my-{noun}", nameof(item));
        lock (gate)
        {
            var same = Find(item.Name);
            if (item.Equals(same)) return;
            if (same is not null) throw new ArgumentException($"there is a {noun} \"{item.Name}\" already, {same.GetType().FullName}", nameof(item));
            known = [.. known, item];
        }
    }
}
