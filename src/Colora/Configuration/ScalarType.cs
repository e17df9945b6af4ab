using System.Text.Json.Nodes;

namespace Colora.Configuration;

/// <summary>A kind of single value: how it is read from text, written and described.</summary>
internal abstract class ScalarType
{
    /// <summary>As in "expected <c>an integer</c>".</summary>
    public abstract string One { get; }

    /// <summary>As in "a list of <c>integers</c>".</summary>
    public abstract string Many { get; }

    /// <summary>Short name for tables.</summary>
    public abstract string Label { get; }

    /// <summary>The <c>type</c> of JSON Schema.</summary>
    public abstract string JsonType { get; }

    /// <summary>The names to choose from; null where the values cannot be listed.</summary>
    public virtual IReadOnlyList<string>? Choices => null;

    /// <summary>The value, or null when the text is none of this kind.</summary>
    public abstract object? Read(string text);

    /// <summary>
    /// How to mend a text that cannot be read; empty where there is nothing better to say than what was expected.
    /// </summary>
    public abstract string RemedyFor(string text);

    /// <summary>The value as a YAML scalar that reads back as the same value.</summary>
    /// <exception cref="ArgumentException">No file can hold this value.</exception>
    public abstract string Write(object value);

    /// <summary>The value as JSON.</summary>
    /// <exception cref="ArgumentException">JSON has no such value.</exception>
    public abstract JsonNode ToJson(object value);

    /// <summary>The kind of a property's type; null when there is none.</summary>
    public static ScalarType? Of(Type type) =>
        type == typeof(string) ? new TextType()
        : type == typeof(bool) ? new BooleanType()
        : type == typeof(int) || type == typeof(long) ? new IntegerType(type)
        : type == typeof(double) ? new NumberType()
        : type.IsEnum ? new EnumType(type)
        : IsNamed(type) ? (ScalarType)Activator.CreateInstance(typeof(NamedType<>).MakeGenericType(type))!
        : null;

    private static bool IsNamed(Type type) =>
        type.IsClass
            && type
                .GetInterfaces()
                .Any(one => one.IsGenericType
                    && one.GetGenericTypeDefinition() == typeof(INamed<>)
                    && one.GetGenericArguments()[0] == type);
}
