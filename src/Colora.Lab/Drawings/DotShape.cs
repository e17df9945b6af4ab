namespace Colora.Lab.Drawings;

/// <summary>What a point looks like, so that curves differ by more than colour.</summary>
public enum DotShape
{
    /// <summary>A filled circle.</summary>
    Circle,

    /// <summary>A filled square.</summary>
    Square,

    /// <summary>A filled triangle.</summary>
    Triangle,

    /// <summary>A filled rhombus.</summary>
    Diamond,
}
