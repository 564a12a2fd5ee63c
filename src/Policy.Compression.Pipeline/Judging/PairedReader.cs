using System.Globalization;
using OptPolicy.Compression.Pipeline.Measuring;
using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Kernels;
using OptPolicy.Kernels.Chat;
using OptPolicy.Kernels.Templates;
using OptPolicy.Workloads.Running;
using OptPolicy.Workloads.Scorers;
using OptPolicy.Workloads.Statistics;
using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Compression.Pipeline.Judging;

/// <summary>Gives both models the same examples.</summary>
internal sealed class PairedReader(LocalModel original, LocalModel made, JudgeRequest request, ReadingMemory memory, TimeProvider clock)
{
    private const int HashLetters = 12;

    /// <summary>Tasks: how they are predicted, and whether they are solved.</summary>
    public async Task<PairedMeasurement> TasksAsync(string path, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        var all = WorkloadFile.Read(path);
        var seen = request.SeenLines.GetValueOrDefault(path);
        var workload = seen is { Count: > 0 } ? WorkloadFile.Create(path, [.. all.Tasks.Where(t => !seen.Contains(t.Line))]) : all;
        if (new ScorerSet().Missing(workload) is [var missing, ..])
            throw new PipelineException(missing.ToString());

        var template = ChatTemplate.Load(original.Folder.Path, original.Tokenizer, clock);
        var answers = RightAnswers.Read(path);
        var texts = workload.Tasks.Select(task => (task, Text: answers.TryGetValue(task.Line, out var answer) ? ForcedTexts.Of(original, template, task, answer) : null)).ToList();
        var readable = texts.Where(static t => t.Text is not null).Select(static t => (t.task.Line, t.Text!)).ToList();
        var measured = await ReadAsync(readable, progress, cancellationToken).ConfigureAwait(false);
        var canBeRead = workload.Tasks.All(static t => t.Scorer is ScorerKind.Exact or ScorerKind.Json or ScorerKind.ToolCall or ScorerKind.Label);
        if (!request.GeneratesAnswers && canBeRead)
            return measured with { Tasks = PairedRun.Of(Read(workload, measured.OriginalLosses, measured.OriginalRight), Read(workload, measured.MadeLosses, measured.MadeRight)) };

        var run = await AnswerAsync(workload, progress, cancellationToken).ConfigureAwait(false);
        if (run.Baseline.Errors == workload.Tasks.Count)
            throw new PipelineException($"the original answers none of the tasks of '{path}': {run.Baseline.Outcomes[0].Error}");
        return measured with { Tasks = run, Seconds = [.. run.Candidate.Outcomes.Where(static o => o.Error is null).Select(static o => o.Seconds)] };
    }

    /// <summary>Text: how it is predicted, by windows.</summary>
    public Task<PairedMeasurement> TextAsync(string path, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        var seen = request.SeenLines.GetValueOrDefault(path);
        var documents = TextSet.Read(path).Documents.Where(d => seen?.Contains(d.Line) != true).Select(static d => d.Text);
        var windows = ForcedTexts.OfText(original, string.Join("\n\n", documents));
        return ReadAsync([.. windows.Select(static (text, index) => (index, text))], progress, cancellationToken);
    }

    private async Task<PairedMeasurement> ReadAsync(IReadOnlyList<(int Line, ForcedText Text)> texts, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        var key = ReadingMemory.KeyOf(request.Original.Hash, texts.Select(static t => t.Text));
        var known = memory.Find(key);
        var (before, after) = (new List<ForcedReading>(known ?? []), new List<ForcedReading>());
        foreach (var (_, text) in texts)
        {
            if (known is null)
                before.Add(await ForcedReader.ReadAsync(original, text, cancellationToken).ConfigureAwait(false));
            after.Add(await ForcedReader.ReadAsync(made, text, cancellationToken).ConfigureAwait(false));
            progress.Report(new StageProgress("reading right answers", after.Count, texts.Count));
        }

        memory.Keep(key, before);
        return new PairedMeasurement(Losses(before), Losses(after)) { OriginalRight = [.. before.Select(static r => r.Right)], MadeRight = [.. after.Select(static r => r.Right)] };

        IReadOnlyList<DocumentLoss> Losses(List<ForcedReading> readings) => [.. readings.Select((r, i) => new DocumentLoss(texts[i].Line, r.Loss, r.Tokens))];
    }

    private static WorkloadRun Read(Workload workload, IReadOnlyList<DocumentLoss> losses, IReadOnlyList<int> right)
    {
        var solved = losses.Select((loss, i) => (loss.Line, IsRight: right[i] == loss.Tokens)).ToDictionary(static t => t.Line, static t => t.IsRight);
        return new WorkloadRun(workload, "read", [.. workload.Tasks.Select(t => new TaskOutcome(t.Line, t.Hash, solved.GetValueOrDefault(t.Line), solved.GetValueOrDefault(t.Line) ? 1 : 0))]);
    }

    private async Task<PairedRun> AnswerAsync(Workload workload, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        using var first = new KernelsChatClient(original);
        using var second = new KernelsChatClient(made);
        var runner = new PairedRunner(first, second, new ScorerSet(), clock);
        return await runner.RunAsync(
            workload, Options(request.Original.Hash, workload, isKept: request.Original.Hash != request.Made.Hash), Options(request.Made.Hash, workload, isKept: true), new Relay(progress), cancellationToken).ConfigureAwait(false);
    }

    // Two runs of one model would write one file.
    private RunOptions Options(string model, Workload workload, bool isKept) => new()
    {
        ModelId = model,
        Seed = (long)(request.Seed & long.MaxValue),
        OutcomePath = isKept && request.Work is { } folder ? Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"answers-{model[..HashLetters]}-{workload.Hash[..HashLetters]}-{request.Seed}-{request.Threads}.jsonl")) : null,
    };

    private sealed class Relay(IProgress<StageProgress> progress) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => progress.Report(new StageProgress($"answering tasks, {value.Right} right", value.Done, value.Total));
    }
}
