using Microsoft.Extensions.AI;
using OptPolicy.Cli.LocalModels;
using OptPolicy.Kernels;
using OptPolicy.Kernels.Chat;
using OptPolicy.Kernels.Embedding;
using OptPolicy.Workloads.Gates;
using OptPolicy.Workloads.Running;
using OptPolicy.Workloads.Scorers;
using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Cli.Evaluating;

/// <summary>Runs the examples on one local model, or on two in turns.</summary>
internal static class ModelEvaluator
{
    public static async Task<Evaluation> RunAsync(CliEnvironment environment, EvaluationRequest request, IProgress<string> progress, CancellationToken cancellationToken)
    {
        // Everything that can be wrong with the examples is told before a model is loaded.
        var texts = TextSets.IsOne(request.Path) ? TextSet.Read(request.Path) : null;
        var workload = texts is null ? WorkloadFile.Read(request.Path) : null;
        using var embedder = request.EmbedderFolder is { } folder ? OnnxEmbeddingGenerator.Open(folder) : null;
        using var judge = workload is not null && request.Judge is { } chosen ? await OpenClientAsync(environment, chosen, 1, progress, cancellationToken) : null;
        var scorers = new ScorerSet(embedder, judge);
        if (workload is not null && scorers.Missing(workload) is { Count: > 0 } missing)
        {
            throw new WorkloadException([.. missing.Select(static m => m with { Message = m.Message + (m.Message.EndsWith("model", StringComparison.Ordinal) ? ": name one with --judge" : ": name one with --embedder") })]);
        }

        using var model = await OpenAsync(environment, request.Model, request.Against is null ? request.Concurrency : 1, progress, cancellationToken);
        using var against = request.Against is { } original ? await OpenAsync(environment, original, 1, progress, cancellationToken) : null;
        var evaluation = texts is not null
            ? await ReadAsync(request, texts, model, against, progress, cancellationToken)
            : await AskAsync(environment, request, workload!, scorers, model, against, progress, cancellationToken);
        return evaluation with { Verdicts = [.. request.Gates.Select(gate => Decide(gate, evaluation))] };
    }

    private static async Task<Evaluation> AskAsync(
        CliEnvironment environment, EvaluationRequest request, Workload workload, ScorerSet scorers, LocalModel model, LocalModel? against, IProgress<string> progress, CancellationToken cancellationToken)
    {
        using var client = Client(model, request.Model);
        var lines = new TaskLines(progress, Path.GetFileName(workload.Path));
        await WarmUpAsync(client, workload, cancellationToken);
        if (against is null)
        {
            return new Evaluation(request) { Run = await new WorkloadRunner(client, scorers, environment.Clock).RunAsync(workload, Options(request, request.Model), lines, cancellationToken) };
        }

        using var original = Client(against, request.Against!);
        await WarmUpAsync(original, workload, cancellationToken);
        var pair = await new PairedRunner(original, client, scorers, environment.Clock).RunAsync(workload, Options(request, request.Against!), Options(request, request.Model), lines, cancellationToken);
        return new Evaluation(request) { Run = pair.Candidate, Against = pair.Baseline };
    }

    /// <summary>The first call of a process compiles and allocates for a quarter of a second, which is no task's latency.</summary>
    private static async Task WarmUpAsync(KernelsChatClient client, Workload workload, CancellationToken cancellationToken)
    {
        try
        {
            await client.GetResponseAsync(workload.Tasks[0].Messages, new ChatOptions { MaxOutputTokens = 2, Temperature = 0 }, cancellationToken);
        }
        catch (ContextOverflowException)
        {
            // The task itself will tell.
        }
    }

    private static async Task<Evaluation> ReadAsync(EvaluationRequest request, TextSet texts, LocalModel model, LocalModel? against, IProgress<string> progress, CancellationToken cancellationToken) => new(request)
    {
        Texts = texts,
        Losses = await TextReading.ReadAsync(model, texts, progress, cancellationToken),
        AgainstLosses = against is null ? [] : await TextReading.ReadAsync(against, texts, progress, cancellationToken),
    };

    private static GateVerdict Decide(GateBound gate, Evaluation evaluation)
    {
        var gates = new GateEvaluator(new GateOptions { Seed = (int)(evaluation.Request.Seed & int.MaxValue) });
        return gate.Metric switch
        {
            "perplexity_rise" => gates.PerplexityRise(gate.Bound, evaluation.AgainstLosses, evaluation.Losses),
            "size_ratio" => gates.SizeRatio(gate.Bound, ModelFiles.Bytes(evaluation.Request.Against!.Folder), ModelFiles.Bytes(evaluation.Request.Model.Folder)),
            "latency.p95" => gates.LatencyP95(gate.Bound, [.. evaluation.Run!.Outcomes.Select(static outcome => outcome.Seconds)]),
            "session_drop" => gates.SessionDrop(gate.Bound, PairedRun.Of(evaluation.Against!, evaluation.Run!), gate.Turns),
            _ => gates.TaskDrop(gate.Bound, PairedRun.Of(evaluation.Against!, evaluation.Run!)),
        };
    }

    private static RunOptions Options(EvaluationRequest request, ChosenModel model)
    {
        if (request.OutcomeFolder is not { } folder)
        {
            return new RunOptions { ModelId = model.Name, Seed = request.Seed, Concurrency = request.Concurrency };
        }

        var hash = ModelFiles.Hash(model.Folder);
        return new RunOptions
        {
            ModelId = hash,
            Seed = request.Seed,
            Concurrency = request.Concurrency,
            OutcomePath = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(request.Path)}.{Path.GetFileName(Path.TrimEndingDirectorySeparator(model.Folder))}.{hash[..8]}.jsonl"),
        };
    }

    private static KernelsChatClient Client(LocalModel model, ChosenModel chosen) => new(model, ownsModel: false, new() { Speculation = chosen.Speculation, ModelId = chosen.Name });

    private static Task<LocalModel> OpenAsync(CliEnvironment environment, ChosenModel chosen, int lanes, IProgress<string> progress, CancellationToken cancellationToken) => LocalModel.OpenAsync(
        chosen.Folder,
        chosen.Options with { Lanes = lanes, DraftFolder = chosen.DrafterFolder, Speculates = chosen.Speculation.MaxLookahead > 0 },
        new LoadLines(progress, chosen.Name),
        environment.Clock,
        cancellationToken);

    private static async Task<KernelsChatClient> OpenClientAsync(CliEnvironment environment, ChosenModel chosen, int lanes, IProgress<string> progress, CancellationToken cancellationToken) =>
        new(await OpenAsync(environment, chosen, lanes, progress, cancellationToken), ownsModel: true, new() { Speculation = chosen.Speculation });

    private sealed class TaskLines(IProgress<string> lines, string file) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => lines.Report($"{file}: {value.Done} of {value.Total}, {value.Right} solved");
    }
}
