namespace Colora.Mutations.Mutators;

/// <summary>One of many.</summary>
internal static class Choice
{
    public static T Pick<T>(this Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];

    public static char Pick(this Random random, string from) => from[random.Next(from.Length)];
}
