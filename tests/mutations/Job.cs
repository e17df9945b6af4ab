namespace Colora.Mutations;

/// <summary>Which mutants are read, and where.</summary>
/// <param name="Seeds">Folder of the files that are changed.</param>
/// <param name="Work">Folder that they are changed in.</param>
/// <param name="Seed">Seed of the changes.</param>
/// <param name="From">First mutant of each kind.</param>
/// <param name="Count">Mutants of each kind.</param>
/// <param name="CommandsEvery">Every how many mutants the commands read one too, beside the reader itself.</param>
internal sealed record Job(string Seeds, string Work, int Seed, int From, int Count, int CommandsEvery = 1);
