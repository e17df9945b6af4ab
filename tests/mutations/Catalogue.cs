using Colora.Mutations.Kinds;

namespace Colora.Mutations;

/// <summary>All kinds of files that are changed.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<FileKind> Kinds { get; } = [.. DataKinds.All, .. ModelKinds.All, .. AdapterKinds.All, .. ConfigKinds.All, .. RunKinds.All, .. CompareKinds.All, .. OutsideKinds.All];

    public static FileKind Find(string name) => Kinds.Concat(PlantedKinds.All.Select(planted => planted.Kind)).First(kind => kind.Name == name);
}
