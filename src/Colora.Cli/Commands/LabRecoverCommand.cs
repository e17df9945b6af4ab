using System.CommandLine;
using Colora.Configuration;
using Colora.Formats;
using Colora.Lab.Experiments;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;

namespace Colora.Cli.Commands;

/// <summary><c>colora lab recover</c>.</summary>
internal sealed class LabRecoverCommand
{
    private const string About =
        "One recovery of your own sizes: counting bound, GRIP meter, sweeps, predicted and measured.";

    private readonly Option<string> kind = Choice("--kind", "the problem", ProblemKind.Sensing);
    private readonly Option<int> d1 = Number("--d1", "rows of a user's matrix", 50);
    private readonly Option<int> d2 = Number("--d2", "its columns", 50);
    private readonly Option<int> rank = Number("--rank", "true rank of the shared subspace", 3);
    private readonly Option<int> users = Number("--users", "users", 20);
    private readonly Option<int> rows = Number("--rows", "rows of each user", 100);
    private readonly Option<double> noise = Real("--noise", "σ; 0 = without noise", 0);
    private readonly Option<double> similarity = Real("--similarity", "ρ, closeness of the cores", 0);
    private readonly Option<double> condition = Real("--condition", "κ, damping of the cores", 1);
    private readonly Option<double> outside = Real("--private", "norm of a private part outside the subspace", 0);
    private readonly Option<string> start = Choice("--start", "where it starts", RecoveryStart.Best);
    private readonly Option<string> solver = Choice("--solver", "how a shared step is solved", SharedStep.Dense);

    private readonly Option<int?> fitted = new("--fit-rank")
    {
        Description = "rank of the fit; the true one when absent",
        HelpName = "N",
    };

    private readonly Option<int> sweeps = Number("--sweeps", "most sweeps", 400);
    private readonly Option<double> pull = Real("--pull", "ridge that pulls cores to their mean, per row", 0);
    private readonly LabOptions shared;

    private LabRecoverCommand(Command command)
    {
        Option[] options =
        [
            kind, d1, d2, rank, users, rows, noise, similarity, condition, outside, start, solver, fitted,
            sweeps, pull,
        ];
        foreach (var option in options) command.Add(option);
        shared = new LabOptions(command);
    }

    public static Command Build()
    {
        var command = new Command("recover", About);
        return command.Does(new LabRecoverCommand(command).Execute);
    }

    private CommandAnswer Execute(CommandContext context)
    {
        if (context.Get(sweeps) < 1) throw new InputException("--sweeps", $"{context.Get(sweeps)}", "at least 1");
        if (context.Get(pull) is not (>= 0 and <= 1e6))
            throw new InputException("--pull", $"{context.Get(pull)}", "a finite number, 0 … 1000000");
        var problem = ProblemOf(context);
        var recovery = new SingleRecovery(
            problem,
            context.Get(fitted) ?? problem.Rank,
            Chosen<RecoveryStart>(context, start),
            new RecoveryConfig(
                MostSweeps: context.Get(sweeps),
                Shared: Chosen<SharedStep>(context, solver),
                Pull: context.Get(pull)));
        return LabCommand.One(context, shared, recovery);
    }

    private ProblemConfig ProblemOf(CommandContext context) => new(
        Kind: Chosen<ProblemKind>(context, kind),
        D1: context.Get(d1),
        D2: context.Get(d2),
        Rank: context.Get(rank),
        Users: context.Get(users),
        Rows: context.Get(rows),
        Noise: context.Get(noise),
        Shape: new TaskShape(context.Get(similarity), context.Get(condition), context.Get(outside)));

    private static Option<string> Choice<T>(string name, string description, T value)
        where T : struct, Enum =>
        new(name)
        {
            Description = $"{description}: {string.Join(", ", EnumName.All<T>())}",
            HelpName = "NAME",
            DefaultValueFactory = _ => EnumName.Of(value),
        };

    private static T Chosen<T>(CommandContext context, Option<string> option)
        where T : struct, Enum =>
        EnumName.Parse<T>(option.Name, context.Get(option)!);

    private static Option<int> Number(string name, string description, int value) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => value,
    };

    private static Option<double> Real(string name, string description, double value) => new(name)
    {
        Description = description,
        HelpName = "X",
        DefaultValueFactory = _ => value,
    };
}
