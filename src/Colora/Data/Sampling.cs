namespace Colora.Data;

/// <summary>How users take turns in the mixed batches.</summary>
public enum Sampling
{
    /// <summary>Every user gives the same number of rows.</summary>
    Balanced,

    /// <summary>Users give rows in proportion to how many they have.</summary>
    Proportional,
}
