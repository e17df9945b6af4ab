using System.Globalization;
using Colora.Data;
using Colora.Formats;
using Colora.Methods;
using Colora.Rounds;
using Colora.Runs;
using Colora.Runs.Progress;
using Colora.Training;

namespace Colora.Studies.Comparison;

/// <summary>
/// What a comparison takes where nothing is said, and whether the users have the rows for it, before anything is
/// trained.
/// </summary>
internal static class CompareDefaults
{
    /// <summary>Steps of each run where <c>training.steps</c> is 0.</summary>
    public const int Steps = 60;

    /// <summary>
    /// Validation rows of each user where <c>data.validation</c> is 0, or as many as the poorest user has left.
    /// </summary>
    public const int ValidationRows = 16;

    /// <summary>
    /// The request with steps and validation rows filled in, and the users' rows, which were read for it.
    /// </summary>
    /// <exception cref="InputException">Numbers given twice or too large for the users' rows.</exception>
    internal static (CompareRequest Request, IReadOnlyList<UserRows> Users) Complete(
        CompareRequest request,
        IRunListener listener)
    {
        Check(request);
        var data = request.Template.Data;
        var users = DataSource.Read(data);
        if (request.UserCounts.Max() > users.Count)
        {
            throw new InputException(
                "--users-counts",
                $"{request.UserCounts.Max()}",
                $"at most the {users.Count} users that the data have",
                "lower it");
        }

        var validation = ValidationRowsOf(request, users, listener);
        var training = request.Template.Training;
        if (training.Steps == 0)
        {
            listener.Note($"steps: {Steps} for every run (--steps)");
            training = training with { Steps = Steps };
        }

        var template = request.Template with { Data = data with { Validation = validation }, Training = training };
        request = WithRounds(request with { Template = template }, listener);
        var counts = request.UserCounts.Select(count => count == 0 ? users.Count : Math.Min(count, users.Count));
        var levelled = counts.Distinct().Select(count => CompareBudget.Said(request, count)).OfType<string>();
        List<string> said = [.. request.Said, .. levelled];
        foreach (var line in said) listener.Note(line);
        return (request with { Said = said }, users);
    }

    /// <summary>Refuses what no rows of users could make right.</summary>
    private static void Check(CompareRequest request)
    {
        Distinct("--methods", [.. request.Arms.Select(arm => arm.Name)], "an arm");
        Distinct("--seeds", request.Seeds, "a seed");
        Distinct("--examples-per-user", request.Rows, "a number of rows");
        Distinct("--users-counts", request.UserCounts, "a number of users");
        var (data, training) = (request.Template.Data, request.Template.Training);
        if (training.Steps == 0 && training.Epochs != new TrainingConfig().Epochs)
        {
            throw new InputException(
                "training.epochs",
                training.Epochs.ToString(CultureInfo.InvariantCulture),
                "steps: all arms and numbers of rows get the same number",
                $"--steps {Steps}");
        }

        if (data.Validation is > 0 and < 1)
        {
            throw new InputException(
                "data.validation",
                data.Validation.ToString(CultureInfo.InvariantCulture),
                "a whole number of rows: every size chooses by as many",
                $"--validation {ValidationRows}");
        }

        var choosesRates = request.Rates.Count > 0 || request.RatesFrom is not null;
        if (choosesRates && request.Template.Optimizer.LearningRate == 0)
        {
            throw new InputException(
                "optimizer.learning_rate",
                "0 beside --rates",
                "above 0: the rate of the cores keeps its ratio to it",
                "leave --learning-rate out");
        }

        if (request.Rows.Min() >= 1) return;
        throw new InputException(
            "--examples-per-user",
            $"{request.Rows.Min()}",
            "1 or more training rows of each user");
    }

    /// <summary>
    /// Validation rows of each user: as asked for, or what the poorest user has left beside the most training rows.
    /// </summary>
    private static int ValidationRowsOf(CompareRequest request, IReadOnlyList<UserRows> users, IRunListener listener)
    {
        var data = request.Template.Data;
        var isAll = request.UserCounts.Contains(0);
        var compared = isAll ? users : users.Take(request.UserCounts.Max());
        var (poorest, labelled) = compared
            .Select(user => (User: user, Rows: DatasetSplit.LabelledRows(user, data)))
            .MinBy(user => user.Rows);
        var most = request.Rows.Max();
        var left = labelled - most;
        var isGiven = data.Validation != 0;
        var validation = isGiven ? (int)data.Validation : Math.Min(ValidationRows, left);
        if (left < Math.Max(1, validation))
        {
            var wanted = isGiven ? $"{validation}" : "one or more";
            throw new InputException(
                poorest.TrainSource,
                $"user \"{poorest.User}\" has {labelled} labelled rows",
                $"{most} for training (--examples-per-user) and {wanted} for validation on top",
                "lower --examples-per-user or --validation, or leave the user out");
        }

        if (isGiven) return validation;
        var why = validation < ValidationRows ? $", all that \"{poorest.User}\" has left" : "";
        listener.Note($"validation: {validation} rows of each user, beside the training rows{why} (--validation)");
        return validation;
    }

    /// <summary>
    /// CoLoRA in rounds beside arms that average in rounds: its central form sees all rows in one place, as they do
    /// not.
    /// </summary>
    private static CompareRequest WithRounds(CompareRequest request, IRunListener listener)
    {
        var template = request.Template;
        var isAsked = template.Rounds.Rounds > 0 || request.Arms.Any(arm => arm.IsColoraInRounds);
        if (request.Exact || isAsked || !request.Arms.Any(arm => Averages(arm, template))) return request;
        var central = request.Arms.Where(arm => arm.IsColora).ToList();
        var unraced = central.Find(arm => !arm.Apply(template).IsRaced);
        if ((unraced ?? central.FirstOrDefault()) is not { } colora) return request;
        var rounds = template.Training.Steps / (int)FederatedTraining.StepsOfRound(template.Rounds);
        var added = colora.InRounds(Math.Max(1, rounds));
        listener.Note($"{added.Name} is added: arms that average in rounds are compared with CoLoRA in rounds "
            + "(--only-methods leaves it out)");
        var said = $"{added.Name} stands beside {colora.Name}, which sees all rows in one place: "
            + "arms that average in rounds are compared with CoLoRA in rounds.";
        return request with { Arms = [.. request.Arms, added], Said = [.. request.Said, said] };
    }

    private static bool Averages(CompareArm arm, RunConfig template) =>
        arm.Method is not (null or ColoraMethod) && arm.Apply(template).Rounds.Rounds > 0;

    private static void Distinct<T>(string option, IReadOnlyList<T> values, string what)
    {
        if (values.Count == 0) throw new InputException(option, "an empty list", $"{what} or more");
        var twice = values.GroupBy(value => value).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new InputException(option, $"{twice.Key} twice", $"each {what.Split(' ', 2)[1]} once");
    }
}
