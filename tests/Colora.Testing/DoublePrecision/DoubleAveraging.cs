namespace Colora.Testing.DoublePrecision;

/// <summary>
/// Averaging of users' copies of A and B in doubles, user by user: each steps its copies and its core by its own gradient; after every few steps the copies become their mean.
/// </summary>
/// <param name="model">The base.</param>
/// <param name="adapter">Shared A and B, a core for each user (or none, as FedIT has it); changed in place by <see cref="Average"/>.</param>
/// <param name="users">Number of users.</param>
/// <param name="rate">Of A and B.</param>
/// <param name="coreRate">Of the cores.</param>
/// <param name="keepsMoments">Whether a user's moments of its copies outlast an average.</param>
/// <param name="epsilon">ε of AdamW.</param>
public sealed class DoubleAveraging(DoubleLlama model, DoubleAdapter adapter, int users, double rate, double coreRate, bool keepsMoments, double epsilon = 1e-8)
{
    private readonly DoubleAdapter[] copies = [.. Enumerable.Range(0, users).Select(_ => adapter.Copy())];
    private DoubleAdamW[] shared = [.. Enumerable.Range(0, users).Select(_ => new DoubleAdamW(epsilon: epsilon))];
    private readonly DoubleAdamW cores = new(epsilon: epsilon);

    /// <summary>A step of each user on its own rows.</summary>
    /// <param name="batches">Rows of each user; in each, the rows name their user.</param>
    public void Step(IReadOnlyList<DoubleBatch> batches)
    {
        for (var user = 0; user < users; user++)
        {
            var gradients = model.Forward(batches[user], copies[user]).Backward(withWeights: false).Adapter!;
            foreach (var (path, factors) in copies[user].Modules)
            {
                var slopes = gradients.Modules[path];
                shared[user].Step($"{path}.A", factors.A[0], slopes.A[0], rate);
                shared[user].Step($"{path}.B", factors.B[0], slopes.B[0], rate);
                if (factors.S is not null) cores.Step($"{path}.S.{user}", factors.S[user], slopes.S![user], coreRate);
            }
        }
    }

    /// <summary>The copies become their mean; the cores stay with their users.</summary>
    public void Average()
    {
        foreach (var (path, factors) in adapter.Modules)
        {
            Mean(factors.A[0], [.. copies.Select(copy => copy.Modules[path].A[0])]);
            Mean(factors.B[0], [.. copies.Select(copy => copy.Modules[path].B[0])]);
            for (var user = 0; factors.S is not null && user < users; user++) copies[user].Modules[path].S![user].CopyTo(factors.S[user], 0);
        }

        if (!keepsMoments) shared = [.. Enumerable.Range(0, users).Select(_ => new DoubleAdamW(epsilon: epsilon))];
    }

    private static void Mean(double[] into, double[][] copies)
    {
        for (var i = 0; i < into.Length; i++) into[i] = copies.Average(copy => copy[i]);
        foreach (var copy in copies) into.CopyTo(copy, 0);
    }
}
