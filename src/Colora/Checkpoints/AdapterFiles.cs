using System.Text.Json;
using Colora.Adapters;
using Colora.Formats;
using Colora.Formats.Safetensors;
using Colora.Model;
using static TorchSharp.torch;

namespace Colora.Checkpoints;

/// <summary>
/// An adapter of many users in a folder: <c>adapter.json</c> (users, modules, ranks, scalings, ownership),
/// <c>shared.safetensors</c> with <c>&lt;module&gt;.A</c> [r,in] and <c>&lt;module&gt;.B</c> [out,r],
/// <c>personal.safetensors</c> with <c>&lt;module&gt;.S</c> [users,r,r] (or what else is personal, users first). What
/// is shared may travel; the personal file never does.
/// </summary>
internal static class AdapterFiles
{
    /// <summary>The shared factors.</summary>
    public const string SharedName = "shared.safetensors";

    /// <summary>The personal factors.</summary>
    public const string PersonalName = "personal.safetensors";

    /// <summary>Users, modules, owners.</summary>
    public const string LayoutName = "adapter.json";

    private const string Remedy = "check that these files belong together";

    /// <summary>All files of an adapter.</summary>
    internal static IReadOnlyList<string> Names { get; } = [LayoutName, SharedName, PersonalName];

    /// <summary>Whether an adapter has a file of that name.</summary>
    internal static bool IsFile(string name) => Names.Contains(name);

    /// <summary>Writes a run's adapter as a folder of its own, with checksums.</summary>
    public static void WriteFinal(string folder, AdapterWeights weights) => AtomicFolder.Write(folder, draft =>
    {
        Write(draft, weights, hasChecksums: true);
        ChecksumFile.Write(draft);
    });

    /// <summary>
    /// Reads what an adapter says of itself, and checks every file against its checksum; no tensor is touched.
    /// </summary>
    /// <exception cref="InputException">A file is missing, cut or changed, or the name of a user is
    /// refused.</exception>
    internal static AdapterDescription Verify(string folder) => ReadDescription(folder);

    /// <summary>Writes an adapter into a folder that is being filled.</summary>
    public static void Write(string folder, AdapterWeights weights) => Write(folder, weights, hasChecksums: false);

    private static void Write(string folder, AdapterWeights weights, bool hasChecksums)
    {
        using var scope = NewDisposeScope();
        AtomicFile.WriteText(
            Path.Combine(folder, LayoutName),
            JsonSerializer.Serialize(
                AdapterDescription.Of(weights.Layout) with { HasChecksums = hasChecksums },
                AdapterJson.Default.AdapterDescription));
        SafetensorsWriter.Write(Path.Combine(folder, SharedName), Sources(weights, Owner.Shared));
        SafetensorsWriter.Write(Path.Combine(folder, PersonalName), Sources(weights, Owner.Personal));
    }

    /// <summary>Reads an adapter for a model.</summary>
    /// <exception cref="InputException">A file is missing or broken, or the adapter does not fit the model.</exception>
    public static AdapterWeights Read(string folder, CausalLM model)
    {
        var layout = ReadLayout(folder, model);
        CheckShapes(folder, layout);
        var weights = new AdapterWeights(layout);
        try
        {
            ReadInto(folder, weights);
            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>Reads the factors of a folder into an adapter of the same layout.</summary>
    /// <exception cref="InputException">A file is missing or broken, or the layout is another.</exception>
    public static void ReadInto(string folder, AdapterWeights weights)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        foreach (var owner in (Owner[])[Owner.Shared, Owner.Personal])
        {
            using var file = Open(folder, weights.Layout, owner);
            foreach (var bank in weights.Banks.Where(bank => weights.Layout.Ownership[bank.Kind] == owner))
                ReadBank(file, weights.Layout, bank, isShared: owner == Owner.Shared);
        }
    }

    private static void ReadBank(SafetensorsFile file, AdapterLayout layout, FactorBank bank, bool isShared)
    {
        for (var module = 0; module < layout.Modules.Count; module++)
        {
            var name = NameOf(layout, bank.Kind, module);
            var target = bank.Slice(bank.Values, module);
            var shown = Shown(bank.Kind, isShared ? target[0] : target);
            TensorFiles.RequireShape(file, name, shown.shape, Remedy);
            var value = TensorFiles.ReadSingle(file, name);
            TensorFiles.RequireFinite(file.Path, name, value);
            shown.copy_(value);
        }
    }

    private static AdapterLayout ReadLayout(string folder, CausalLM model)
    {
        var (path, description) = (Path.Combine(folder, LayoutName), ReadDescription(folder));
        var linears = model.Linears.ToDictionary(linear => linear.Module.Path, linear => linear.Module);
        var modules = description.Modules.Select(module => linears.TryGetValue(module.Path, out var target)
            ? new AdaptedModule(target, module.Rank, module.Scaling, module.PrivateRank, module.Heads)
            : throw new InputException(
                path, $"module \"{module.Path}\"", "a linear layer of the model",
                "use the model that the run was trained on"));
        return new AdapterLayout(description.Users, modules.ToList(), description.ToOwnership());
    }

    private static AdapterDescription ReadDescription(string folder)
    {
        var path = Path.Combine(folder, LayoutName);
        var description = AdapterJson.Read(
            path, AdapterJson.Default.AdapterDescription, "the adapter.json of a run",
            "name a run folder that colora train has finished");
        AdapterDescriptionCheck.Require(path, description);

        // Adapters of before have no checksums and say nothing of any; those that have some say so, lest the file be
        // lost unseen.
        if (description.HasChecksums || ChecksumFile.IsIn(folder))
            ChecksumFile.Verify(folder, LayoutName, SharedName, PersonalName);
        return description;
    }

    /// <summary>
    /// Before anything is allocated: what adapter.json says is only believed as far as the tensors have it.
    /// </summary>
    private static void CheckShapes(string folder, AdapterLayout layout)
    {
        foreach (var owner in (Owner[])[Owner.Shared, Owner.Personal])
        {
            using var file = Open(folder, layout, owner);
            foreach (var kind in KindsOf(layout, owner))
            {
                for (var module = 0; module < layout.Modules.Count; module++)
                {
                    var (rows, columns) = AdapterLayout.ShapeOf(kind, layout.Modules[module]);
                    long[] shown = kind is FactorKind.B or FactorKind.PrivateB ? [columns, rows] : [rows, columns];
                    TensorFiles.RequireShape(file, NameOf(layout, kind, module), owner == Owner.Shared
                        ? shown
                        : [layout.Users.Count, .. shown], Remedy);
                }
            }
        }
    }

    /// <summary>
    /// Opens one of the two files; what it holds and the layout has not, would be dropped without a word, and is
    /// refused.
    /// </summary>
    private static SafetensorsFile Open(string folder, AdapterLayout layout, Owner owner)
    {
        var file = SafetensorsFile.Open(Path.Combine(folder, owner == Owner.Shared ? SharedName : PersonalName));
        try
        {
            TensorFiles.RequireNoOther(
                file,
                KindsOf(layout, owner)
                    .SelectMany(kind => layout.Modules.Select((_, module) => NameOf(layout, kind, module))), Remedy);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static IEnumerable<FactorKind> KindsOf(AdapterLayout layout, Owner owner) =>
        layout.Kinds.Where(kind => layout.Ownership[kind] == owner);

    private static List<TensorSource> Sources(AdapterWeights weights, Owner owner)
    {
        var sources = new List<TensorSource>();
        for (var module = 0; module < weights.Layout.Modules.Count; module++)
        {
            foreach (var bank in weights.Banks.Where(bank => weights.Layout.Ownership[bank.Kind] == owner))
            {
                var slice = bank.Slice(bank.Values, module);
                sources.Add(TensorFiles.Source(
                    NameOf(weights.Layout, bank.Kind, module),
                    Shown(bank.Kind, owner == Owner.Shared ? slice[0] : slice)));
            }
        }

        return sources;
    }

    private static string NameOf(AdapterLayout layout, FactorKind kind, int module) =>
        $"{layout.Modules[module].Module.Path}.{kind}";

    /// <summary>A factor as files show it: B [out, r], although it is held transposed.</summary>
    private static Tensor Shown(FactorKind kind, Tensor held) =>
        kind is FactorKind.B or FactorKind.PrivateB ? held.transpose(-1, -2) : held;
}
