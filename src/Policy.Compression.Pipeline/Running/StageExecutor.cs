using System.Text.Json;
using System.Text.Json.Nodes;
using OptPolicy.Compression.Pipeline.Caching;
using OptPolicy.Compression.Pipeline.Judging;
using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Rewriting;

namespace OptPolicy.Compression.Pipeline.Running;

/// <summary>Runs single stages, each at most once: what is in the cache is not made again. Not thread-safe.</summary>
internal sealed class StageExecutor(PipelineTools tools, StageCache cache, IProgress<PipelineProgress> progress)
{
    private const string OutputName = "output";

    private readonly FileHashes _hashes = new();

    public FileHashes Hashes => _hashes;

    /// <summary>Trains or prunes a model.</summary>
    public async Task<(ModelArtefact Made, StageRecord Record)> TrainAsync(PlannedTraining stage, ModelArtefact model, CancellationToken cancellationToken)
    {
        var (settings, kind) = (stage.Settings, stage.Settings.Kind.ToString().ToLowerInvariant());
        var key = StageKey.Of(settings, model.Hash, settings.Teacher is { } teacher ? _hashes.OfFolder(teacher) : null, tools.Worker.Identity, _hashes);
        if (cache.Find(kind, key.Hash) is { } known)
        {
            progress.Report(new PipelineProgress(stage.Name, PipelineMoment.Cached));
            return (known, Record(stage.Name, known) with { IsCached = true, Result = StageJson.ReadResult(known.Folder) });
        }

        var run = cache.RunFolder(kind, key.Hash);
        var output = Path.Combine(run, OutputName);
        // The worker may have finished just before the run was killed.
        if (!File.Exists(Path.Combine(output, StageJson.ResultFileName)))
        {
            var request = settings with { Model = model.Folder, Output = output, Work = Path.Combine(run, "work") };
            await tools.Worker.RunAsync(request, new Relay(progress, stage.Name), cancellationToken).ConfigureAwait(false);
        }

        if (!File.Exists(Path.Combine(output, StageJson.ResultFileName)))
            throw new PipelineException($"'{stage.Name}' ended without a result in '{output}': the worker and this program are of different versions; build both from one clone");
        var made = Guarded(stage.Name, () => cache.Commit(kind, key.Hash, output, key.Ingredients));
        var record = Record(stage.Name, made) with { Result = StageJson.ReadResult(made.Folder) };
        progress.Report(new PipelineProgress(stage.Name, PipelineMoment.Done) { Note = Describe(record.Result) });
        return (made, record);
    }

    /// <summary>Packs a checkpoint.</summary>
    public async Task<ModelArtefact> PackAsync(ModelArtefact checkpoint, PackSettings settings, CancellationToken cancellationToken)
    {
        var name = NameOf(settings);
        var key = StageKey.Of(settings, checkpoint.Hash, _hashes);
        if (cache.Find("pack", key.Hash) is { } known)
        {
            progress.Report(new PipelineProgress(name, PipelineMoment.Cached));
            return known;
        }

        return await MakeAsync("pack", name, key, output => tools.Packer.Pack(checkpoint.Folder, output, settings, new Relay(progress, name), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Moves a checkpoint's weights to a grid and leaves them floating-point numbers.</summary>
    public async Task<ModelArtefact> RoundAsync(ModelArtefact checkpoint, WeightGrid grid, CancellationToken cancellationToken)
    {
        var name = $"round to {GridNames.Describe(grid)}";
        var key = StageKey.Of(new JsonObject { ["round"] = GridNames.Describe(grid), ["symmetric"] = grid.IsSymmetric, ["model"] = checkpoint.Hash });
        return cache.Find("round", key.Hash) ?? await MakeAsync("round", name, key, output => tools.Packer.Round(checkpoint.Folder, output, grid, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Measures a packed model against the original.</summary>
    public async Task<Judgement> JudgeAsync(string what, JudgeRequest request, CancellationToken cancellationToken)
    {
        var key = StageKey.Of(new JsonObject
        {
            ["original"] = request.Original.Hash,
            ["made"] = request.Made.Hash,
            ["gates"] = new JsonArray([.. request.Gates.Select(g => (JsonNode)$"{g.Declaration.Metric} {g.Declaration.Bound} {g.Declaration.Turns} {(g.Data is { } data ? _hashes.Of(data) : "")}")]),
            ["seen"] = new JsonArray([.. request.Gates.Select(g => (JsonNode)(g.Data is { } data && request.SeenLines.TryGetValue(data, out var lines) ? string.Join(',', lines.Order()) : ""))]),
            ["attempts"] = request.Attempts,
            ["seed"] = request.Seed,
            ["threads"] = request.Threads,
            ["generates"] = request.GeneratesAnswers,
        });
        var name = $"measure {what}";
        if (cache.FindRecord("judgement", key.Hash) is { } known && JsonSerializer.Deserialize(known, JudgementJsonContext.Default.Judgement) is { } earlier)
        {
            progress.Report(new PipelineProgress(name, PipelineMoment.Cached));
            return earlier;
        }

        var judgement = await tools.Judge.JudgeAsync(request with { Work = cache.RecordFolder }, new Relay(progress, name), cancellationToken).ConfigureAwait(false);
        cache.KeepRecord("judgement", key.Hash, JsonSerializer.SerializeToUtf8Bytes(judgement, JudgementJsonContext.Default.Judgement));
        progress.Report(new PipelineProgress(name, PipelineMoment.Done));
        return judgement;
    }

    public static string NameOf(PackSettings settings) => settings.Grid is null
        ? "convert to float32"
        : $"quantize {GridNames.Describe(settings.Grid)} using {settings.Method.ToString().ToLowerInvariant()}{(settings.IsMixed ? ", mixed precision" : "")}{(settings.Activations == ActivationFormat.Float ? "" : $", {settings.Activations.ToString().ToLowerInvariant()} inputs")}";

    private async Task<ModelArtefact> MakeAsync(string kind, string name, StageKey key, Action<string> make, CancellationToken cancellationToken)
    {
        var output = Path.Combine(cache.RunFolder(kind, key.Hash), OutputName);
        if (Directory.Exists(output))
            Directory.Delete(output, recursive: true);
        var made = await Task.Run(
            () => Guarded(name, () =>
            {
                make(output);
                return cache.Commit(kind, key.Hash, output, key.Ingredients);
            }),
            cancellationToken).ConfigureAwait(false);
        progress.Report(new PipelineProgress(name, PipelineMoment.Done));
        return made;
    }

    private static StageRecord Record(string name, ModelArtefact made) => new(name, made.Hash) { Bytes = ContentHash.BytesOf(made.Folder) };

    private static string? Describe(StageResult? result) => result is null ? null : result.ParametersBefore == result.ParametersAfter
        ? $"{result.Steps:N0} steps, {result.Tokens:N0} tokens"
        : $"{result.ParametersBefore:N0} → {result.ParametersAfter:N0} weights";

    private static ModelArtefact Guarded(string stage, Func<ModelArtefact> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PipelineException($"'{stage}' cannot write its result: {error.Message} Make room and run the same command again: it goes on from here.", error);
        }
        catch (LocalModelException error)
        {
            throw new PipelineException($"'{stage}' failed: {error.Message}", error);
        }
    }

    private sealed class Relay(IProgress<PipelineProgress> progress, string stage) : IProgress<StageProgress>
    {
        public void Report(StageProgress value) => progress.Report(new PipelineProgress(stage, PipelineMoment.Running) { Detail = value });
    }
}
