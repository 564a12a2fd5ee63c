using System.Text.Json;
using System.Text.Json.Nodes;
using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Kernels;
using OptPolicy.Quantization.Rewriting;
using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Compression.Pipeline.Caching;

/// <summary>What decides the result of a stage, and its hash. Immutable.</summary>
/// <param name="Hash">SHA-256 of <paramref name="Ingredients"/>.</param>
/// <param name="Ingredients">JSON: settings, and the hashes of weights and data.</param>
internal sealed record StageKey(string Hash, string Ingredients)
{
    // The identity of every module whose code decides what is packed and measured: a program that was rebuilt from other sources repeats its stages.
    private static readonly string Code = string.Join(' ', ((Type[])[typeof(StageKey), typeof(ModelQuantizer), typeof(LocalModel), typeof(Workload)]).Select(static t => t.Module.ModuleVersionId.ToString("N")));

    /// <summary>A stage of the worker, whose code <paramref name="worker"/> names. Paths do not count, only what lies there.</summary>
    public static StageKey Of(StageRequest settings, string modelHash, string? teacherHash, string worker, FileHashes files)
    {
        var bare = settings with { Model = "", Output = "", Work = "", Teacher = null, Data = [], Calibration = null };
        return Of(new JsonObject
        {
            ["settings"] = JsonSerializer.SerializeToNode(bare, StageJsonContext.Default.StageRequest),
            ["code"] = worker,
            ["model"] = modelHash,
            ["teacher"] = teacherHash,
            ["data"] = new JsonArray([.. settings.Data.Select(path => (JsonNode)files.Of(path))]),
            ["calibration"] = settings.Calibration is { } calibration ? files.Of(calibration) : null,
        });
    }

    public static StageKey Of(PackSettings settings, string modelHash, FileHashes files) => Of(new JsonObject
    {
        ["settings"] = JsonSerializer.SerializeToNode(settings with { Calibration = null }, PlanJsonContext.Default.PackSettings),
        ["model"] = modelHash,
        ["calibration"] = settings is { NeedsCalibration: true, Calibration: { } calibration } ? files.Of(calibration) : null,
    });

    public static StageKey Of(JsonObject ingredients)
    {
        ingredients["code"] ??= Code;
        var text = ingredients.ToJsonString();
        return new StageKey(ContentHash.OfText(text), text);
    }
}
