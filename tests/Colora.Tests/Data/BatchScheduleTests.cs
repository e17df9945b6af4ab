using Colora.Data;
using Xunit;

namespace Colora.Tests.Data;

public sealed class BatchScheduleTests
{
    [Fact]
    public void Balanced_users_give_equally_often_and_go_through_all_their_rows()
    {
        var schedule = new BatchSchedule([3, 5, 2], 6, Sampling.Balanced, 9);
        var rows = Enumerable.Range(0, 30).SelectMany(step => schedule.RowsOf(step)).ToList();
        Assert.All(rows.GroupBy(row => row.User), user => Assert.Equal(60, user.Count()));
        foreach (var (user, count) in ((int, int)[])[(0, 3), (1, 5), (2, 2)])
        {
            var own = rows.Where(row => row.User == user).Select(row => row.Row).ToList();
            foreach (var epoch in own.Chunk(count)) Assert.Equal(Enumerable.Range(0, count), epoch.Order());
        }
    }

    [Fact]
    public void Proportional_users_give_every_row_once_an_epoch()
    {
        var schedule = new BatchSchedule([3, 5, 2], 5, Sampling.Proportional, 9);
        for (var epoch = 0; epoch < 3; epoch++)
        {
            var rows = schedule.RowsOf(2 * epoch).Concat(schedule.RowsOf(2 * epoch + 1)).ToList();
            Assert.Equal(10, rows.Distinct().Count());
        }

        Assert.Equal(2, schedule.StepsOf(1));
    }

    [Theory]
    [InlineData(Sampling.Balanced)]
    [InlineData(Sampling.Proportional)]
    public void A_step_is_a_function_of_its_number_and_the_seed(Sampling sampling)
    {
        var forward = new BatchSchedule([4, 7], 3, sampling, 1);
        var all = Enumerable.Range(0, 40).Select(step => forward.RowsOf(step)).ToList();
        var jump = new BatchSchedule([4, 7], 3, sampling, 1);
        foreach (var step in (int[])[39, 0, 17, 18, 3]) Assert.Equal(all[step], jump.RowsOf(step));
        Assert.NotEqual(all.SelectMany(x => x), Enumerable.Range(0, 40).SelectMany(step => new BatchSchedule([4, 7], 3, sampling, 2).RowsOf(step)));
    }
}
