using System.Runtime.CompilerServices;

namespace Colora.Templates.Jinja.Values;

/// <summary>
/// The limits of one rendering: work, memory, depth and the size of every value. Counted, never timed, so that the same template and
/// messages always end the same way. One unit of work is about one character read or written; one unit of memory is about two bytes.
/// </summary>
internal sealed class Meter
{
    /// <summary>Characters of the longest string, 16 Mi.</summary>
    public const int LongestText = 16 << 20;

    /// <summary>Items of the longest list, tuple or dictionary, 1 Mi.</summary>
    public const int MostItems = 1 << 20;

    /// <summary>Bits of the largest integer; Python prints at most 4,300 digits, which are 14,284 bits.</summary>
    public const int LargestInteger = 1 << 16;

    private const long MostWork = 1L << 28, MostMemory = 1L << 27;

    private const int WorkOfStep = 32, MemoryOfItem = 32, Deepest = 800;

    private long work, memory;
    private int depth;

    /// <summary>Line of the statement that runs, from 1.</summary>
    public int Line { get; set; }

    /// <summary>One step: an operation on values of no size.</summary>
    public void Step() => Work(WorkOfStep);

    /// <summary>Work that grows with the size of a value.</summary>
    public void Work(long units)
    {
        work += units;
        if (work > MostWork || units > MostWork) throw new TemplateException($"the template does more than a template may ({MostWork} units of work)");
    }

    /// <summary>To be called before a text of so many characters is made.</summary>
    public void Text(long characters)
    {
        if (characters > LongestText) throw new TemplateException($"a text would grow longer than {LongestText} characters");
        Hold(characters + 16);
        Work(characters);
    }

    /// <summary>To be called before so many places of a list, tuple or dictionary are made; <paramref name="before"/> are there already.</summary>
    public void Items(long count, long before = 0)
    {
        if (count > MostItems || before + count > MostItems) throw new TemplateException($"a list would grow longer than {MostItems} items");
        Hold(count * MemoryOfItem);
        Work(count);
    }

    /// <summary>A place deeper: in an expression, a block, a macro, or a value inside a value.</summary>
    public void Enter()
    {
        if (++depth > Deepest || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new TemplateException("maximum recursion depth exceeded");
    }

    /// <summary>Back from <see cref="Enter"/>. A failure ends the rendering and need not come back.</summary>
    public void Leave() => depth--;

    private void Hold(long units)
    {
        memory += units;
        if (memory > MostMemory) throw new TemplateException($"the template's values need more memory than a template may have ({MostMemory * 2 >> 20} MiB)");
    }
}
