using System.CommandLine;
using Colora.Configuration;
using Colora.Formats;
using Colora.Lab.Experiments;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;

namespace Colora.Cli.Commands;

/// <summary><c>colora lab recover</c>.</summary>
internal static class LabRecoverCommand
{
    public static Command Build()
    {
        var command = new Command("recover", "One recovery of your own sizes: counting bound, GRIP meter, sweeps, predicted and measured.");
        var kind = Choice("--kind", "the problem", ProblemKind.Sensing);
        var d1 = Number("--d1", "rows of a user's matrix", 50);
        var d2 = Number("--d2", "its columns", 50);
        var rank = Number("--rank", "true rank of the shared subspace", 3);
        var users = Number("--users", "users", 20);
        var rows = Number("--rows", "rows of each user", 100);
        var noise = Real("--noise", "σ; 0 = without noise", 0);
        var similarity = Real("--similarity", "ρ, closeness of the cores", 0);
        var condition = Real("--condition", "κ, damping of the cores", 1);
        var outside = Real("--private", "norm of a private part outside the subspace", 0);
        var start = Choice("--start", "where it starts", RecoveryStart.Best);
        var solver = Choice("--solver", "how a shared step is solved", SharedStep.Dense);
        var fitted = new Option<int?>("--fit-rank") { Description = "rank of the fit; the true one when absent", HelpName = "N" };
        var sweeps = Number("--sweeps", "most sweeps", 400);
        var pull = Real("--pull", "ridge that pulls cores to their mean, per row", 0);
        foreach (var option in (Option[])[kind, d1, d2, rank, users, rows, noise, similarity, condition, outside, start, solver, fitted, sweeps, pull]) command.Add(option);
        var shared = new LabOptions(command);
        return command.Does(context =>
        {
            if (context.Get(sweeps) < 1) throw new InputException("--sweeps", $"{context.Get(sweeps)}", "at least 1");
            if (context.Get(pull) is not (>= 0 and <= 1e6)) throw new InputException("--pull", $"{context.Get(pull)}", "a finite number, 0 … 1000000");
            var problem = new ProblemConfig(
                Chosen<ProblemKind>(context, kind), context.Get(d1), context.Get(d2), context.Get(rank), context.Get(users), context.Get(rows), context.Get(noise),
                new TaskShape(context.Get(similarity), context.Get(condition), context.Get(outside)));
            return LabCommand.One(context, shared, new SingleRecovery(problem, context.Get(fitted) ?? problem.Rank, Chosen<RecoveryStart>(context, start), new RecoveryConfig(context.Get(sweeps), Shared: Chosen<SharedStep>(context, solver), Pull: context.Get(pull))));
        });
    }

    private static Option<string> Choice<T>(string name, string description, T value)
        where T : struct, Enum =>
        new(name) { Description = $"{description}: {string.Join(", ", EnumName.All<T>())}", HelpName = "NAME", DefaultValueFactory = _ => EnumName.Of(value) };

    private static T Chosen<T>(CommandContext context, Option<string> option)
        where T : struct, Enum =>
        EnumName.Parse<T>(option.Name, context.Get(option)!);

    private static Option<int> Number(string name, string description, int value) => new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => value };

    private static Option<double> Real(string name, string description, double value) => new(name) { Description = description, HelpName = "X", DefaultValueFactory = _ => value };
}
