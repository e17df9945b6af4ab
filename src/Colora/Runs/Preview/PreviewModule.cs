namespace Colora.Runs.Preview;

/// <summary>Adapted modules of one name.</summary>
/// <param name="Name">Last part of the path.</param>
/// <param name="Count">How many there are.</param>
/// <param name="In">Input features.</param>
/// <param name="Out">Output features.</param>
public sealed record PreviewModule(string Name, int Count, int In, int Out);
