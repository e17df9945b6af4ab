using System.Globalization;
using System.Text;
using Colora.Documents;

namespace Colora.Runs.Train;

/// <summary>The README of a run.</summary>
internal static class ModelCard
{
    public static string Of(RunConfig config, RunInfo info, RunSummary summary)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# {info.Method} adapter of {info.Users.Count} users");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Base model: `{info.Model}` ({info.ModelParameters:N0} parameters, frozen, {info.Dtype}).");
        text.AppendLine(CultureInfo.InvariantCulture, $"Adapter: rank {config.Adapter.Rank}, alpha {config.Adapter.Alpha}, {info.SharedParameters:N0} shared parameters and {info.ParametersPerUser:N0} of each user.");
        text.AppendLine(CultureInfo.InvariantCulture, $"Trained for {summary.Steps} of {info.TotalSteps} steps in {summary.Seconds:0} s with seed {info.Seed}; the effective config is `config.yaml`.");
        if (summary.SharedStep is { } step) text.AppendLine(CultureInfo.InvariantCulture, $"Shared factors were chosen by validation from step {step}.");
        text.AppendLine();
        text.AppendLine("| user | training rows | validation rows | personal factors from step |");
        text.AppendLine("|---|---|---|---|");
        foreach (var user in info.Users) text.AppendLine(CultureInfo.InvariantCulture, $"| {MarkdownText.Escape(user.Name)} | {user.Train} | {user.Validation} | {summary.StepOfUser[user.Name]} |");
        text.AppendLine();
        text.AppendLine("Made by [Colora](https://arxiv.org/abs/2602.07218): h = W0 x + s B S_i A x, A and B shared, S_i personal.");
        return text.ToString();
    }
}
