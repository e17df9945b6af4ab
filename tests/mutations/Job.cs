namespace Colora.Mutations;

/// <summary>Which mutants are read, and where.</summary>
/// <param name="Seeds">Folder of the files that are changed.</param>
/// <param name="Work">Folder that they are changed in.</param>
/// <param name="Seed">Seed of the changes.</param>
/// <param name="From">First mutant of each kind.</param>
/// <param name="Count">Mutants of each kind.</param>
/// <param name="VerbsEvery">Every how many mutants the verbs of the command line read one too, after the reader itself.</param>
/// <param name="AloneEvery">Every how many mutants of a kind that no reader of its own has, but verbs alone, is read at all.</param>
internal sealed record Job(string Seeds, string Work, int Seed, int From, int Count, int VerbsEvery = 1, int AloneEvery = 1);
