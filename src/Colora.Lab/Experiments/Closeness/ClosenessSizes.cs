namespace Colora.Lab.Experiments.Closeness;

/// <summary>
/// Sizes and noise of the three problems: arms compared, starts near the counting bound, starts with rows enough.
/// </summary>
internal static class ClosenessSizes
{
    public const int Users = 20;
    public const int Rows = 20, NearRows = 30, ColdRows = 60;
    public const double Noise = 0.1, NearNoise = 0.01;
}
