using Colora.Evaluation;
using Xunit;

namespace Colora.Tests.Evaluation;

/// <summary>Steps are chosen by the mean loss of an answer token, and rows are judged by steps that they had no part in choosing.</summary>
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
    public void A_row_is_judged_by_the_step_that_the_other_half_has_chosen()
    {
        // Point 0 is best on rows 0 and 2, point 1 on rows 1 and 3: each half chooses what is bad on the other.
        IReadOnlyList<IReadOnlyList<RowScore>> Of(int point) => [[.. Enumerable.Range(0, 4).Select(row => new RowScore(row % 2 == point ? 0.1 : 2, 1))]];
        Assert.Equal([2, 2, 2, 2], StepChoice.CrossFitted(2, Of, (_, point) => Of(point))[0]);
        Assert.Equal(1.05, Folds.Mean(Of(0)[0], null), 12);
        Assert.Equal((0.1, 2.0), (Folds.Mean(Of(0)[0], 0), Folds.Mean(Of(0)[0], 1)));
    }

    [Fact]
    public void Without_rows_the_last_step_counts()
    {
        Assert.Equal(2, StepChoice.Of(3, _ => [[]], (_, _) => [[]], null).Shared);

        // One row: the half without rows chooses the last step for it; long answers weigh more.
        IReadOnlyList<IReadOnlyList<RowScore>> One(int point) => [[new RowScore(3 - point, 1)], [new RowScore(4, 2)]];
        Assert.Equal([[2.0], [2.0]], StepChoice.CrossFitted(2, One, (_, point) => One(point)));
        Assert.Equal(2.8, Folds.Mean([new RowScore(8, 2), new RowScore(6, 3)], null), 12);
        Assert.True(double.IsNaN(Folds.Mean([new RowScore(1, 1)], 1)));
    }

    private static IReadOnlyList<IReadOnlyList<RowScore>> Scores(int point) => [.. Own[point].Select(rows => (IReadOnlyList<RowScore>)[.. rows.Select(loss => new RowScore(loss, 1))])];
}
