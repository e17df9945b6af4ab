using System.Globalization;
using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Configuration;
using Colora.Data;
using Colora.Engine;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Runs.Progress;
using Colora.Training;

namespace Colora.Runs.Train;

/// <summary>
/// Trains all users in mixed batches of one pass and leaves a run folder: config, metrics, checkpoints, the adapter that
/// validation chose, a model card. Killed at any moment, it goes on from its newest checkpoint to the same bytes.
/// </summary>
public sealed class TrainRun : IDisposable
{
    private readonly RunSetup setup;
    private readonly RunDirectory directory;
    private readonly WholeProgress listener;
    private readonly RunWork work;
    private readonly TrainingCourse course;
    private readonly AdapterWeights weights;
    private readonly string configHash;
    private readonly RunBinding? binding;
    private readonly List<ValidationPoint> validation = [];
    private IReadOnlyList<string>? selected;

    private TrainRun(RunSetup setup, RunDirectory directory, AdapterWeights weights, RunBinding? binding, WholeProgress listener, RunWork work)
    {
        this.work = work;
        this.setup = setup;
        this.binding = binding;
        this.directory = directory;
        this.listener = listener;
        this.weights = weights;
        course = new TrainingCourse(setup, weights);
        configHash = RunIdentity.Of(setup);
    }

    /// <summary>Runs a config to its end, or on from where it was.</summary>
    /// <param name="config">The effective config.</param>
    /// <param name="folder">The run's folder.</param>
    /// <param name="mode">What to do with a run that is there.</param>
    /// <param name="listener">Hears progress.</param>
    /// <param name="session">A base that is loaded already, or none: then it is loaded for this.</param>
    /// <param name="stop">Asks the run to save a checkpoint and stop after the step in hand.</param>
    /// <returns>The summary that <c>summary.json</c> holds.</returns>
    /// <exception cref="InputException">Bad input, or a folder that may not be written to.</exception>
    /// <exception cref="OperationCanceledException">The run was asked to stop; a checkpoint has been written.</exception>
    public static RunSummary Execute(RunConfig config, string folder, ResumeMode mode, IRunListener listener, ModelSession? session = null, CancellationToken stop = default)
    {
        config = config.Rooted();
        var directory = new RunDirectory(folder);
        using var held = FolderLock.Take(directory.FullPath);
        directory.Claim(mode, config.Reads());
        var kept = KeptRace(directory);
        var hasEnded = (mode is ResumeMode.Resume or ResumeMode.ResumeChanged) && directory.IsFinished;
        if (hasEnded)
        {
            RequireNoMore(config, directory);
            listener.Note($"{folder} has ended already: nothing to resume");
            Decoration.Add(listener, "sweeping", directory.DropSelection);
            if (kept is not null || !config.IsRaced) return RunJson.Read<RunSummary>(directory.Summary);
        }

        var binding = (mode is ResumeMode.Resume or ResumeMode.ResumeChanged) && directory.IsBegun ? RunBinding.Of(directory, mode == ResumeMode.ResumeChanged, listener) : null;
        binding?.CheckSettings(config);
        using var asked = RunSetup.Prepare(config, binding, session);
        var (counts, window) = asked.CountTests();
        foreach (var line in SourceNotes.Say(config).Concat(RowNotes.OfInstructions(asked.Users)).Concat(RowNotes.OfTests(counts, config, window))) listener.Note(line);
        var plan = config.IsRaced ? RacePlan.Of(asked) : null;
        var work = RunWork.Of(asked, plan);
        var whole = new WholeProgress(listener, work.Total);
        var setup = plan is null ? asked : asked.With(Race(asked, plan, kept, directory, binding, whole, stop));
        whole.Set(work.Race, isOld: kept is not null);
        if (hasEnded) return RunJson.Read<RunSummary>(directory.Summary);
        using var weights = new AdapterWeights(setup.Layout);
        using var run = new TrainRun(setup, directory, weights, binding, whole, work);
        return run.Execute(config, stop);
    }

    /// <summary>The rates of a run that has ended came down over its own number of steps, and validation has chosen among them.</summary>
    private static void RequireNoMore(RunConfig config, RunDirectory directory)
    {
        var ran = ConfigReader.Read<RunConfig>(directory.Config, []);
        if (config.Training.Steps == ran.Training.Steps && config.Training.Epochs == ran.Training.Epochs && config.Rounds.Rounds == ran.Rounds.Rounds) return;
        throw new InputException("training.steps", $"{config.Training.Steps} for a run that has ended after {RunJson.Read<RunSummary>(directory.Summary).Steps} steps",
            "the length that it was begun with: its rates came down over that many steps, and what validation chose from is gone, so that more steps would be another run than one of the new length",
            $"begin anew with --steps {config.Training.Steps} in another folder");
    }

    /// <inheritdoc />
    public void Dispose() => course.Dispose();

    /// <summary>What an earlier sitting's race picked; null where there was none, or its file is lost, for another race picks the same.</summary>
    /// <exception cref="InputException">The file is damaged.</exception>
    private static StartChoice? KeptRace(RunDirectory directory)
    {
        try
        {
            return directory.ReadStart();
        }
        catch (InputException e)
        {
            throw new InputException(e.Where, e.Found, e.Expected, "delete it: the race is then run again, and picks the same", e);
        }
    }

    /// <summary>The config with the start that the race picks; a race that has been run is not run again.</summary>
    private static RunConfig Race(RunSetup asked, RacePlan plan, StartChoice? choice, RunDirectory directory, RunBinding? binding, WholeProgress listener, CancellationToken stop)
    {
        if (choice is null)
        {
            // What is kept of a race is bound to rows and base, so these are written before it; in a run that has ended they are there.
            if (!directory.IsFinished)
            {
                directory.Begin(ConfigWriter.ToYaml(asked.Config));
                RunBinding.Record(directory, asked, asked.Config, binding);
            }

            listener.Note(plan.Sentence());
            choice = StartRace.Run(asked, plan, listener, stop);
            RunJson.Write(directory.Start, choice);
        }

        if (choice.Heats.Count > 0) listener.Note(choice.Sentence());
        return choice.Apply(asked.Config);
    }

    private RunSummary Execute(RunConfig asked, CancellationToken stop)
    {
        var info = setup.Describe();
        Announce(info);
        var from = Restore();
        if (from > 0) listener.Set(work.Race + from * work.Step + validation.Count * work.Validation, isOld: true);
        var sent = from == 0 ? FilledStart.Of(setup, weights, listener) : [];
        directory.Begin(ConfigWriter.ToYaml(asked));
        RunBinding.Record(directory, setup, asked, binding, info);
        using var metrics = MetricsLog.Open(directory.Metrics, from);
        using var moved = course.IsFederated ? MetricsLog.Open(directory.Traffic, from) : null;
        foreach (var row in sent) moved?.Append(row);
        course.RoundDone = row => moved!.Append(row);
        course.Measured = signal => listener.Note(signal is null
            ? "cores: halves of the rows tell nothing, with fewer than two users of two rows or without any gradient; cores keep their rate"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"cores: halves of {signal.Rows} rows agree by {signal.Agreement:0.00} on what tells users apart: cores move with {signal.Freedom:0.00} times their rate"));
        var (steps, stoppedEarly, tokensPerSecond) = Train(from, metrics, moved, stop);
        return Finish(steps, stoppedEarly, tokensPerSecond, metrics);
    }

    private void Announce(RunInfo info)
    {
        var report = setup.Encoder.Report;
        if (report.Truncated > 0) listener.Note($"{report.Truncated} of {report.Encoded} examples lost the beginning of their prompt (prompt.max_length = {setup.Config.Prompt.MaxLength}); no answer was cut");
        if (report.Dropped > 0) listener.Note($"{report.Dropped} examples were dropped as longer than prompt.max_length = {setup.Config.Prompt.MaxLength}");
        foreach (var line in UserOverlap.Say(info.Overlap)) listener.Note(line);
        var all = info.ModelParameters + info.TrainedParameters;
        listener.Note(string.Create(
            CultureInfo.InvariantCulture,
            $"trainable params: {info.TrainedParameters:N0} || all params: {all:N0} || trainable%: {100.0 * info.TrainedParameters / all:0.####}"));
        listener.Note(string.Create(
            CultureInfo.InvariantCulture,
            $"{info.Method}: {info.Users.Count} users, {info.Users.Sum(user => user.Train)} training rows, "
            + $"{info.SharedParameters:N0} shared + {info.ParametersPerUser:N0} per user, {course.TotalSteps} steps, "
            + $"{info.Dtype}, {setup.Engine.Threads} threads, seed {info.Seed}"));
        listener.Note(setup.Config.Optimizer.Sentence());
        if (course.Cores.Sentence is { } cores) listener.Note(cores);
    }

    /// <summary>Restores the newest whole checkpoint; returns the number of the next step.</summary>
    private long Restore()
    {
        if (!directory.IsBegun) return 0;
        if (directory.Checkpoints.Newest(line => listener.Note(line)) is not { } newest)
        {
            if (File.Exists(directory.Metrics)) listener.Note("no whole checkpoint: beginning anew");
            return 0;
        }

        if (newest.State.ConfigHash != configHash && binding is not { IsChanged: true })
        {
            throw new InputException(directory.FullPath, "the run was begun with another config, other rows or another model",
                "the same as when it was begun", "resume with --resume and --out alone, or begin anew in another folder");
        }

        TrainingCheckpoint.Restore(newest.Folder, weights, course.Optimizer);
        course.Freedom = newest.State.CoreFreedom;
        validation.AddRange(newest.State.Validation);
        listener.Note($"resumed after {newest.State.Step} steps");
        return newest.State.Step;
    }

    private LoopResult Train(long from, MetricsLog metrics, MetricsLog? moved, CancellationToken stop)
    {
        var checkpoints = setup.Config.Checkpoints;
        var pace = new TrainingPace(from, course.TotalSteps, checkpoints, metrics, listener, stop);
        for (var step = from; step < course.TotalSteps; step++)
        {
            using var held = StepInHand.Begin();
            pace.Begin();
            var report = course.Step(step);
            listener.Advance(work.Step);
            pace.Log(step, report);

            // Within a round nothing can be validated, saved or left.
            var done = step + 1;
            if (!course.IsBoundary(done)) continue;
            if (pace.IsToValidate(done) && setup.Config.Data.Validation > 0) Validate(done, metrics);
            var early = StopsEarly(checkpoints);
            if (pace.IsToSave(done, early))
            {
                moved?.FlushToDisk();
                Save(done);
            }

            if (early) return pace.Result(done, stoppedEarly: true);
            pace.StopIfAsked(done);
        }

        return pace.Result(course.TotalSteps, StopsEarly(checkpoints));
    }

    private void Validate(long done, MetricsLog metrics)
    {
        var scores = DivergenceException.During($"after step {done}, on validation rows", () => setup.ValidationScores(weights));
        var losses = scores.Select(rows => Folds.Mean(rows, null) is var loss && double.IsNaN(loss) ? (double?)null : loss).ToList();
        var point = new ValidationPoint(done, losses);
        validation.Add(point);
        WriteSelection(done, scores, Changed(losses));
        metrics.Append(new ValidationRow(done - 1, point.Mean, setup.Layout.Users.Zip(losses).ToDictionary(pair => pair.First, pair => pair.Second)));
        listener.Advance(work.Validation);
        listener.Note(string.Create(CultureInfo.InvariantCulture, $"step {done}: validation {point.Mean:0.0000} nats a token"));
    }

    private void WriteSelection(long done, IReadOnlyList<IReadOnlyList<RowScore>> scores, IReadOnlyList<long> users) => AtomicFolder.Write(directory.SelectionOf(done), folder =>
    {
        SelectionFiles.Write(folder, weights, users);
        ValidationLosses.WriteScores(folder, scores);
        ChecksumFile.Write(folder);
    });

    /// <summary>
    /// Whose factors the choice at the end could want of this step: with shared factors of those who have changed since the step before, since each is judged again
    /// beside the shared factors that are chosen then; without, of those alone who have never been better.
    /// </summary>
    private List<long> Changed(List<double?> losses)
    {
        var users = Enumerable.Range(0, losses.Count);
        if (!weights.Banks.Any(bank => bank.IsShared))
        {
            var before = validation.Take(validation.Count - 1).ToList();
            return [.. users.Where(user => losses[user] is not { } loss || !before.Any(point => point.LossOfUser[user] <= loss)).Select(user => (long)user)];
        }

        var (old, now) = (selected, SelectionFiles.HashesOf(weights));
        selected = now;
        return [.. users.Where(user => old is null || old[user] != now[user]).Select(user => (long)user)];
    }

    private bool StopsEarly(CheckpointConfig config)
    {
        if (config.Patience == 0 || validation.Count == 0) return false;
        var best = validation.MinBy(point => point.Mean)!;
        return validation.Count(point => point.Step > best.Step) >= config.Patience;
    }

    private void Save(long done)
    {
        TrainingCheckpoint.Write(directory.Checkpoints.PathOf(done), weights, course.Optimizer,
            new TrainingState(done, configHash, validation, new Dictionary<string, string>()) { CoreFreedom = course.Freedom });
        directory.Checkpoints.Prune(setup.Config.Checkpoints.Keep);
    }

    /// <summary>Chooses among the validated steps; one that has been damaged since is left out, with those that build on it.</summary>
    private CheckpointChoice? Choose()
    {
        if (validation.Count == 0) return null;
        var steps = validation.Select(point => point.Step).ToList();
        var damaged = SelectionFiles.Damaged(steps.Select(directory.SelectionOf));

        // The last step is in memory still, so that there is always one to choose.
        if (damaged.Remove(directory.SelectionOf(steps[^1]))) WriteSelection(steps[^1], setup.ValidationScores(weights), [.. setup.Layout.Users.Select((_, user) => (long)user)]);
        IEnumerable<string> Folders(long step) => steps.Where(before => before <= step).Reverse().Select(directory.SelectionOf);
        var whole = damaged.Count == 0 ? steps : [.. steps.Where(step => SelectionFiles.IsWhole(Folders(step), weights.Layout, damaged))];
        if (whole.Count < steps.Count) listener.Note($"left out of the choice by validation, for their files are damaged or lost: steps {string.Join(", ", steps.Except(whole))}");
        return CheckpointChoice.Of(whole, setup.Layout, weights, Folders, step => ValidationLosses.ReadScores(directory.SelectionOf(step)), setup.ValidationScores);
    }

    private RunSummary Finish(long steps, bool stoppedEarly, double tokensPerSecond, MetricsLog metrics)
    {
        var choice = Choose();
        if (choice is not null) ValidationLosses.Write(directory.FullPath, setup, choice.Losses);
        AdapterFiles.WriteFinal(directory.Final, weights);
        var summary = new RunSummary(
            steps,
            metrics.Seconds,
            tokensPerSecond,
            HostMachine.PeakResidentBytes(),
            metrics.Losses.TakeLast(Math.Max(1, metrics.Losses.Count / 10)).DefaultIfEmpty(double.NaN).Average(),
            stoppedEarly,
            choice?.SharedStep,
            setup.Layout.Users.Select((user, i) => (user, Step: choice?.StepOfUser[i] ?? steps)).ToDictionary(pair => pair.user, pair => pair.Step),
            setup.Layout.Users.Select((user, i) => (user, Loss: choice?.LossOfUser[i])).Where(pair => choice is not null).ToDictionary(pair => pair.user, pair => pair.Loss),
            directory.Final)
        {
            CoreFreedom = course.Freedom,
            RowVisits = metrics.Rows,
            Tokens = metrics.Tokens,
        };
        Decoration.Add(listener, "model card", () => AtomicFile.WriteText(directory.Card, ModelCard.Of(setup.Config, setup.Describe(), summary)));
        RunJson.Write(directory.Summary, summary);
        Decoration.Add(listener, "sweeping", directory.DropSelection);
        listener.Set(work.Total);
        listener.Progress(new StageProgress("training", steps, steps, "steps"));
        return summary;
    }
}
