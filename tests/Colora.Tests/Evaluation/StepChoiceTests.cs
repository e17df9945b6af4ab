using Colora.Evaluation;
using Xunit;

namespace Colora.Tests.Evaluation;

/// <summary>Steps are chosen by the mean loss of an answer token.</summary>
public sealed class StepChoiceTests
{
    // Two users of four rows; with its own shared factors, point 1 is best in the mean, point 0 for the first user.
    private static readonly double[][][] Own =
    [
        [[1.0, 1, 1, 1], [3, 3, 3, 3]],
        [[1.5, 1.5, 1.5, 1.5], [2, 2, 2, 2]],
        [[2, 2, 2, 2], [2.2, 2.2, 2.2, 2.2]],
    ];

    [Fact]
    public void Shared_by_the_mean_personal_by_each_user()
    {
        var choice = StepChoice.Of(3, Scores, (shared, point) => shared == point ? Scores(point) : Scores(point == 0 ? 0 : 2), null);
        Assert.Equal(1, choice.Shared);
        Assert.Equal([0, 1], choice.OfUser);
    }

    [Fact]
    public void Without_rows_the_last_step_counts()
    {
        Assert.Equal(2, StepChoice.Of(3, _ => [[]], (_, _) => [[]], null).Shared);

        // Halves are rows by turns; long answers weigh more.
        Assert.Equal((1.0, 2.0), (Folds.Mean([new RowScore(1, 1), new RowScore(2, 1)], 0), Folds.Mean([new RowScore(1, 1), new RowScore(2, 1)], 1)));
        Assert.Equal(2.8, Folds.Mean([new RowScore(8, 2), new RowScore(6, 3)], null), 12);
        Assert.True(double.IsNaN(Folds.Mean([new RowScore(1, 1)], 1)));
    }

    private static IReadOnlyList<IReadOnlyList<RowScore>> Scores(int point) => [.. Own[point].Select(rows => (IReadOnlyList<RowScore>)[.. rows.Select(loss => new RowScore(loss, 1))])];
}
