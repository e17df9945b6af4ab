using System.Globalization;
using System.Reflection;
using Colora.Formats;
using Colora.Formats.HuggingFace;

namespace Colora.Model.Architectures;

/// <summary>
/// A family of models: how its config.json is read into a <see cref="ModelBlueprint"/>, from which everything else
/// follows. What sets one apart stands in its own file; no other asks which architecture it is.
/// An architecture of your own derives from this, in any assembly, and is made known by <see cref="Register"/>;
/// <see cref="LlamaBlueprint"/> is a start for those that differ from llama in few places.
/// Two architectures are equal when they are of one type with equal members.
/// </summary>
public abstract record Architecture
{
    /// <summary>Options that change the arithmetic, with the only value under which they change nothing.</summary>
    private static readonly (string Key, string Only)[] Options =
    [
        ("hidden_act", "silu"),
        ("attention_dropout", "0"),
        ("rope_interleaved", "false"),
        ("partial_rotary_factor", "1"),
        ("logit_scale", "1"),
        ("final_logit_softcapping", "null"),
        ("attn_logit_softcapping", "null"),
        ("quantization_config", "null"),
        ("sliding_window", "null"),
        ("use_qk_norm", "false"),
    ];

    private static readonly Lock Gate = new();

    private static IReadOnlyList<Architecture> known =
        [.. OfAssembly(typeof(Architecture).Assembly).OrderBy(one => one.Name, StringComparer.Ordinal)];

    /// <summary>
    /// All architectures that are computed: those that come with Colora in the order of their names, then those
    /// registered.
    /// </summary>
    public static IReadOnlyList<Architecture> All => known;

    /// <summary>Its name, the <c>model_type</c> of its config.json: <c>llama</c>.</summary>
    public abstract string Name { get; }

    /// <summary>All values of <c>model_type</c> that name it. Default: its name.</summary>
    public virtual IReadOnlyList<string> ModelTypes => [Name];

    /// <summary>
    /// The options that it refuses, since they change the arithmetic and are not computed, each with the only value
    /// that is allowed: all that are known but for those that it <see cref="Computes"/>.
    /// </summary>
    public IReadOnlyList<(string Key, string Only)> Refused =>
        [.. Options.Where(option => !Computes.Contains(option.Key))];

    /// <summary>Keys that other architectures refuse and that this one reads. Default: none.</summary>
    protected virtual IReadOnlyCollection<string> Computes => [];

    /// <summary>Makes an architecture known. One that is known already is left as it is.</summary>
    /// <exception cref="ArgumentException">Another architecture has one of its names, or one is empty.</exception>
    public static void Register(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        lock (Gate)
        {
            if (known.Contains(architecture)) return;
            foreach (var type in architecture.ModelTypes.Append(architecture.Name))
            {
                if (string.IsNullOrWhiteSpace(type))
                    throw new ArgumentException("an architecture without a name", nameof(architecture));
                if (Find(type) is { } other)
                {
                    throw new ArgumentException(
                        $"there is an architecture \"{type}\" already, {other.GetType().FullName}",
                        nameof(architecture));
                }
            }

            known = [.. known, architecture];
        }
    }

    /// <summary>The architecture of a <c>model_type</c>, or null.</summary>
    public static Architecture? Find(string modelType) => All.FirstOrDefault(one => one.ModelTypes.Contains(modelType));

    /// <summary>Reads a config.json of this architecture.</summary>
    /// <exception cref="InputException">An option is not supported, a key is missing or malformed, or numbers do not
    /// fit.</exception>
    public ModelBlueprint Read(ModelConfigFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        foreach (var (key, only) in Refused) RequireOnly(file, key, only);
        return Plan(file);
    }

    /// <inheritdoc />
    public sealed override string ToString() => Name;

    /// <summary>
    /// The blueprint that a file stands for; the options that are <see cref="Refused"/> have been looked at before.
    /// </summary>
    /// <exception cref="InputException">A key is missing or malformed, or numbers do not fit.</exception>
    protected abstract ModelBlueprint Plan(ModelConfigFile file);

    private static void RequireOnly(ModelConfigFile file, string key, string only)
    {
        if (!file.Has(key)) return;
        var value = file.Json.GetProperty(key).ToString();
        var same = IsNumber(value, out var number) && IsNumber(only, out var wanted) ? number == wanted
            : string.Equals(value, only, StringComparison.OrdinalIgnoreCase);
        if (!same)
        {
            throw file.Unexpected(
                key, $"{only} (anything else is not supported)", "use a checkpoint without this option");
        }
    }

    private static bool IsNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private static IEnumerable<Architecture> OfAssembly(Assembly assembly) =>
        assembly
            .GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Architecture)) && !type.IsAbstract)
            .Select(type => (Architecture)Activator.CreateInstance(type)!);
}
