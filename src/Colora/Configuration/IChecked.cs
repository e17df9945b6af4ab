namespace Colora.Configuration;

/// <summary>A section with rules across its settings.</summary>
public interface IChecked
{
    /// <summary>
    /// The broken rules. Asked only when every setting of the section (and of the sections in it) could be read and is
    /// within its limits. The reader fills in <see cref="ConfigProblem.Where"/> and puts the section's own key before
    /// <see cref="ConfigProblem.Key"/>.
    /// </summary>
    IEnumerable<ConfigProblem> Check();
}
