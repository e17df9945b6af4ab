using System.Globalization;
using Colora.Adapters;
using Colora.Data;
using Colora.Engine;
using Colora.Losses;
using Colora.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace Colora.Training;

/// <summary>
/// One optimizer step at a time, for every arm and for pre-training: gather what the step trains, forward and backward of the mixed
/// batch, clip, step, store. It neither saves nor prints; callers read the <see cref="StepReport"/>.
/// </summary>
internal sealed class Trainer : IDisposable
{
    private const int StepsBetweenSweeps = 10, MostNamed = 3;

    private readonly CausalLM model;
    private readonly OptimizerConfig optimizer;
    private readonly LearningRateSchedule schedule;
    private readonly ITrainable trained;
    private readonly double dropout;
    private readonly long seed;

    /// <summary>A trainer of an adapter's factors, which it changes in place.</summary>
    public Trainer(CausalLM model, AdapterWeights weights, OptimizerConfig optimizer, LearningRateSchedule schedule, string phases, double dropout, long seed)
        : this(model, new AdapterTraining(weights, new PhaseSchedule(phases, weights.Layout.Kinds).KindsAt), optimizer, schedule, dropout, seed)
    {
    }

    /// <summary>A trainer of <paramref name="trained"/>, which it changes in place.</summary>
    public Trainer(CausalLM model, ITrainable trained, OptimizerConfig optimizer, LearningRateSchedule schedule, double dropout, long seed)
    {
        this.model = model;
        this.trained = trained;
        this.optimizer = optimizer;
        this.schedule = schedule;
        this.dropout = dropout;
        this.seed = seed;
        Optimizer = Training.Optimizer.Of(trained.Groups, optimizer);
    }

    /// <summary>
    /// Whether every user steps as though it trained alone: its loss is the mean over its own answer tokens, and its gradient is clipped
    /// by its own norm. Makes sense where every factor is personal; default false: one loss over all tokens.
    /// </summary>
    public bool EachUserAlone { get; init; }

    /// <summary>What the rate of the cores is multiplied with; 0 = they rest.</summary>
    public double CoreFreedom { get; set; } = 1;

    /// <summary>The optimizer of a group where it is not <see cref="Optimizer"/>.</summary>
    public Func<ParameterGroup, IOptimizer>? OptimizerOf { get; init; }

    /// <summary>Their moments.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>Does the 0-based step on its micro-batches; the loss is the mean over all their answer tokens, whoever owns them.</summary>
    /// <exception cref="DivergenceException">The loss, a gradient or a weight after the step is not finite.</exception>
    public StepReport Step(long step, IReadOnlyList<TokenBatch> batches)
    {
        using var scope = NewDisposeScope();
        using var active = trained.Gather(step, PresentUsers(batches), model.Device);
        long labels = batches.Sum(NextTokenLoss.Count);
        var loss = Backward(step, batches, active, labels) / labels;
        if (!double.IsFinite(loss)) throw new DivergenceException($"the training loss{OfUsers(batches, active)} is {Worded(loss)}", At(step));
        var norms = GradientNorms.Of(active);
        if (!double.IsFinite(norms.All)) throw new DivergenceException(BadGradient(active, norms), At(step));
        if (EachUserAlone) ClipEachUser(active);
        else Clip(active, norms.All);
        var factor = schedule.FactorAt(step);
        foreach (var group in active.Trained)
        {
            var freedom = group.Role == ParameterRole.Core ? CoreFreedom : 1;
            if (freedom > 0) (OptimizerOf?.Invoke(group) ?? Optimizer).Step(active, group, factor * freedom);
        }

        RequireFinite(active, step);
        if (step % StepsBetweenSweeps == 0) NativeMemory.Sweep();
        return new StepReport(step, loss, labels, batches.Sum(batch => batch.Rows), batches.Sum(batch => batch.RealTokens), optimizer.LearningRate * factor, norms);
    }

    /// <inheritdoc />
    public void Dispose() => Optimizer.Dispose();

    private static string At(long step) => string.Create(CultureInfo.InvariantCulture, $"at step {step + 1}");

    private static string Worded(double value) => double.IsNaN(value) ? "NaN" : "infinite";

    /// <summary>The loss is one step behind: what the last update did is seen in the weights alone.</summary>
    private static void RequireFinite(IActiveParameters active, long step)
    {
        foreach (var group in active.Trained)
        {
            if (FiniteFactors.FirstIn(active.Values(group)) is { } place)
                throw new DivergenceException(active.NameOf(group, place.Owner, place.Column) + FiniteFactors.Found(place.Value), At(step));
        }
    }

    private static string BadGradient(IActiveParameters active, GradientNorms norms)
    {
        foreach (var group in active.Trained)
        {
            if (FiniteFactors.FirstIn(active.Gradient(group)) is { } place)
                return $"the gradient of {active.NameOf(group, place.Owner, place.Column)} is {Worded(place.Value)}";
        }

        return $"the norm of the gradients is {Worded(norms.All)}";
    }

    /// <summary>Names the users among whose rows a loss is not finite, by a pass over the batches that only a failed step pays for.</summary>
    private string OfUsers(IReadOnlyList<TokenBatch> batches, IActiveParameters active)
    {
        using var quiet = no_grad();
        var users = new SortedSet<int>();
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            using var adaptation = active.For(batch.UserOfRow, null);
            var losses = NextTokenLoss.PerRow(model, model.Hidden(batch.IdsOn(model.Device), batch.MaskOn(model.Device), null, adaptation), batch);
            for (var row = 0; row < losses.Length; row++)
                if (!double.IsFinite(losses[row].Sum)) users.Add(batch.UserOfRow[row]);
        }

        var names = users.Select(active.NameOf).OfType<string>().ToList();
        return names.Count == 0 ? "" : $" of user {string.Join(", ", names.Take(MostNamed).Select(name => $"\"{name}\""))}{(names.Count > MostNamed ? $" and {names.Count - MostNamed} others" : "")}";
    }

    private static int[] PresentUsers(IReadOnlyList<TokenBatch> batches) =>
        batches.SelectMany(batch => batch.UserOfRow).Distinct().Order().ToArray();

    /// <summary>Leaves the gradients of the mean loss in <paramref name="active"/>; returns the sum of the losses.</summary>
    private double Backward(long step, IReadOnlyList<TokenBatch> batches, IActiveParameters active, long labels)
    {
        var labelsOf = EachUserAlone ? LabelsOfUsers(batches) : null;
        double sum = 0;
        for (var i = 0; i < batches.Count; i++)
        {
            using var scope = NewDisposeScope();
            using var generator = SeedSequence.NewGenerator(seed, "dropout", step, i);
            using var adaptation = active.For(batches[i].UserOfRow, dropout > 0 ? new AdapterDropout(dropout, generator) : null);
            var hidden = model.Hidden(batches[i].IdsOn(model.Device), batches[i].MaskOn(model.Device), null, adaptation);
            sum += NextTokenLoss.Backward(model, hidden, batches[i], labels, labelsOf is null ? null : [.. batches[i].UserOfRow.Select(user => 1.0 / labelsOf[user])]);
        }

        active.CollectGradients();
        return sum;
    }

    /// <summary>Scales all gradients by min(1, limit/(norm + 1e-6)), as PyTorch does.</summary>
    private void Clip(IActiveParameters active, double norm)
    {
        if (optimizer.MaxGradNorm <= 0) return;
        var factor = optimizer.MaxGradNorm / (norm + 1e-6);
        if (factor >= 1) return;
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        using var shrink = factor.ToScalar();
        foreach (var group in active.Trained) active.Gradient(group).mul_(shrink);
    }

    /// <summary>As <see cref="Clip"/>, with the norm of each owner's own gradient.</summary>
    private void ClipEachUser(IActiveParameters active)
    {
        if (optimizer.MaxGradNorm <= 0 || active.Trained.Count == 0) return;
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var squares = active.Trained.Select(group => active.Gradient(group).to(ScalarType.Float64).pow(Constant.Of(2.0)).sum(1)).Aggregate((sum, next) => sum.Plus(next));
        var factor = (squares.sqrt().Plus(1e-6).reciprocal() * Constant.Of(optimizer.MaxGradNorm)).clamp_max(Constant.Of(1.0)).to(ScalarType.Float32).view(-1, 1);
        foreach (var group in active.Trained) active.Gradient(group).mul_(factor);
    }

    private static Dictionary<int, long> LabelsOfUsers(IReadOnlyList<TokenBatch> batches)
    {
        var labels = new Dictionary<int, long>();
        foreach (var batch in batches)
        {
            for (var place = 0; place < batch.Labels.Length; place++)
            {
                if (batch.Labels[place] == TokenBatch.Ignore || place % batch.Tokens == 0) continue;
                var user = batch.UserOfRow[place / batch.Tokens];
                labels[user] = labels.GetValueOrDefault(user) + 1;
            }
        }

        return labels;
    }
}
