namespace Colora.Tokenization;

/// <summary>
/// Decodes ids one by one. All texts returned, joined, equal <see cref="ITokenizer.Decode"/> of all ids; a text is
/// returned as soon as no later id can change it, so a character is never split.
/// </summary>
public abstract class StreamingDecoder
{
    /// <summary>
    /// Takes the next id; returns the text that has become certain, often empty within a multi-token character.
    /// </summary>
    public abstract string Push(int id);

    /// <summary>Returns what is still held back. No id may follow.</summary>
    public abstract string Finish();
}
