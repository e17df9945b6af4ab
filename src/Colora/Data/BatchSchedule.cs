using Colora.Engine;

namespace Colora.Data;

/// <summary>
/// Which rows a step takes, as a pure function of the step: a resumed run needs no saved sampler. Every user goes
/// through its rows in a new seeded order each epoch.
/// </summary>
internal sealed class BatchSchedule
{
    private readonly int[] rowsOfUser;
    private readonly int rowsPerStep;
    private readonly Sampling sampling;
    private readonly long seed;
    private readonly int total;
    private readonly Dictionary<(int User, long Epoch), int[]> orders = [];
    private (long Cycle, int[] Order) current = (-1, []);

    /// <summary>A schedule over users with the given numbers of training rows.</summary>
    public BatchSchedule(IReadOnlyList<int> rowsOfUser, int rowsPerStep, Sampling sampling, long seed)
    {
        this.rowsOfUser = [.. rowsOfUser];
        this.rowsPerStep = rowsPerStep;
        this.sampling = sampling;
        this.seed = seed;
        total = this.rowsOfUser.Sum();
    }

    /// <summary>Steps that see every row <paramref name="epochs"/> times on average.</summary>
    public long StepsOf(double epochs) => Math.Max(1, (long)Math.Ceiling(epochs * total / rowsPerStep));

    /// <summary>User's number and row's number of each row of the step (0-based).</summary>
    public IReadOnlyList<(int User, int Row)> RowsOf(long step)
    {
        var rows = new (int, int)[rowsPerStep];
        for (var i = 0; i < rowsPerStep; i++) rows[i] = RowAt(step * rowsPerStep + i);
        return rows;
    }

    private (int User, int Row) RowAt(long position)
    {
        if (sampling == Sampling.Proportional)
        {
            var place = Cycle("rows", position / total, total)[position % total];
            var user = 0;
            while (place >= rowsOfUser[user]) place -= rowsOfUser[user++];
            return (user, place);
        }

        // Every cycle is one turn of each user, in a new order; so the turn's number is the user's own row counter.
        var turn = position / rowsOfUser.Length;
        var chosen = Cycle("users", turn, rowsOfUser.Length)[position % rowsOfUser.Length];
        return (chosen, OrderOf(chosen, turn / rowsOfUser[chosen])[turn % rowsOfUser[chosen]]);
    }

    private int[] Cycle(string purpose, long cycle, int count)
    {
        if (current.Cycle != cycle) current = (cycle, SeedSequence.Permutation(count, seed, purpose, cycle));
        return current.Order;
    }

    private int[] OrderOf(int user, long epoch)
    {
        if (orders.TryGetValue((user, epoch), out var order)) return order;
        orders.Remove((user, epoch - 1));
        return orders[(user, epoch)] = SeedSequence.Permutation(rowsOfUser[user], seed, "order", user, epoch);
    }
}
