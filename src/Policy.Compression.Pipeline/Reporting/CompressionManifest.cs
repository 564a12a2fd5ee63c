using System.Text.Json;
using System.Text.Json.Serialization;
using OptPolicy.Compression.Pipeline.Caching;
using OptPolicy.Compression.Pipeline.Judging;
using OptPolicy.Compression.Pipeline.Orders;
using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Compression.Pipeline.Proof;
using OptPolicy.Compression.Pipeline.Recovery;
using OptPolicy.Compression.Pipeline.Running;
using OptPolicy.Workloads.Gates;

namespace OptPolicy.Compression.Pipeline.Reporting;

/// <summary>What a model was made of, how, and what was measured: <c>manifest.json</c> beside it. Immutable.</summary>
public sealed record CompressionManifest
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "manifest.json";

    /// <summary>Version of this file's layout.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The model's name in the policy.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the policy's <c>compress</c> block.</summary>
    public required string PolicyHash { get; init; }

    /// <summary>Version of the program.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>The seed of every random choice.</summary>
    public required ulong Seed { get; init; }

    /// <summary>SHA-256 of the checkpoint's files.</summary>
    public required string CheckpointHash { get; init; }

    /// <summary>SHA-256 of the model's files.</summary>
    public required string ModelHash { get; init; }

    /// <summary>SHA-256 of data and teachers by the name of the file or folder.</summary>
    public required IReadOnlyDictionary<string, string> Inputs { get; init; }

    /// <summary>How the weights are stored, for example <c>int4 group 32</c>.</summary>
    public required string Format { get; init; }

    /// <summary>The stages in order.</summary>
    public required IReadOnlyList<StageRecord> Stages { get; init; }

    /// <summary>The rungs that were tried.</summary>
    public required IReadOnlyList<RungRecord> Ladder { get; init; }

    /// <summary>The gates with what was measured.</summary>
    public required IReadOnlyList<GateVerdict> Gates { get; init; }

    /// <summary>Size, latency, memory and quality beside the original's: what routing may rely on.</summary>
    public required IReadOnlyList<MetricComparison> Attestations { get; init; }

    /// <summary>That the packed weights are on their grid.</summary>
    public required PackingProof Proof { get; init; }

    /// <summary>Every order that was compared; empty when none was.</summary>
    public IReadOnlyList<OrderResult> Orders { get; init; } = [];

    /// <summary>Whether every gate passed and the proof holds.</summary>
    [JsonIgnore]
    public bool IsPassed => Proof.Holds && Gates.All(static g => g.Outcome == GateOutcome.Passed);

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="FormatException">The file is none.</exception>
    public static CompressionManifest Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ManifestJsonContext.Default.CompressionManifest) ?? throw new FormatException($"'{path}' is empty");
        }
        catch (JsonException error)
        {
            throw new FormatException($"'{path}' is no manifest: {error.Message}", error);
        }
    }

    /// <summary>The file's text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ManifestJsonContext.Default.CompressionManifest);

    /// <summary>Writes it; the file is replaced in one step.</summary>
    public void Write(string path)
    {
        var partial = path + ".partial";
        File.WriteAllBytes(partial, [.. System.Text.Encoding.UTF8.GetBytes(ToJson()), (byte)'\n']);
        File.Move(partial, path, overwrite: true);
    }

    internal static CompressionManifest Of(
        CompressionPlan plan, ModelArtefact source, FileHashes hashes, IReadOnlyList<StageRecord> stages, IReadOnlyList<RungRecord> rungs, Candidate best, PackingProof proof, DateTimeOffset now)
    {
        var inputs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var settings in plan.Training.Select(static s => s.Settings))
        {
            foreach (var file in settings.Data.Concat(settings.Calibration is { } calibration ? [calibration] : []))
                inputs[Path.GetFileName(file)] = hashes.Of(file);
            if (settings.Teacher is { } teacher)
                inputs[Path.GetFileName(Path.TrimEndingDirectorySeparator(teacher))] = hashes.OfFolder(teacher);
        }

        foreach (var file in plan.Gates.Select(static g => g.Data).Append(plan.Packing.Calibration).OfType<string>())
            inputs[Path.GetFileName(file)] = hashes.Of(file);
        return new CompressionManifest
        {
            Model = plan.Declaration.Model,
            PolicyHash = plan.Declaration.Hash,
            ToolVersion = typeof(CompressionManifest).Assembly.GetName().Version!.ToString(3),
            MadeAt = now,
            Seed = plan.Options.Seed,
            CheckpointHash = source.Hash,
            ModelHash = best.Packed.Hash,
            Inputs = inputs,
            Format = GridNames.Describe(best.Packing.Grid),
            Stages = stages,
            Ladder = rungs,
            Gates = best.Judgement.Verdicts,
            Attestations = best.Judgement.Metrics,
            Proof = proof,
        };
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CompressionManifest))]
internal sealed partial class ManifestJsonContext : JsonSerializerContext;
