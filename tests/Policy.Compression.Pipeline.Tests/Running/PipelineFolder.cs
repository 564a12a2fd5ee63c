using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Kernels.Models;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Compression.Pipeline.Tests.Running;

/// <summary>A folder with a little checkpoint and data files, and declarations over them.</summary>
public sealed class PipelineFolder : IDisposable
{
    public PipelineFolder()
    {
        WriteCheckpoint("teacher", hidden: 64);
        WriteExamples("train.jsonl", "train", 40);
        WriteExamples("calibrate.jsonl", "calibrate", 10);
        WriteExamples("tasks.jsonl", "task", 400);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("optpolicy-pipeline-").FullName;

    public string Output => In("out");

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public void WriteCheckpoint(string name, int hidden, int vocabulary = 288)
    {
        var folder = In(name);
        RandomModel.Write(folder);
        foreach (var file in Directory.EnumerateFiles(folder).Where(static f => !System.IO.Path.GetFileName(f).StartsWith("tokenizer", StringComparison.Ordinal)))
            File.Delete(file);
        File.WriteAllText(System.IO.Path.Combine(folder, "config.json"),
            $$"""{"hidden_size": {{hidden}}, "intermediate_size": 128, "num_hidden_layers": 4, "num_attention_heads": 4, "vocab_size": {{vocabulary}}}""");
        File.WriteAllText(System.IO.Path.Combine(folder, "model.safetensors"), $"weights of {name}");
    }

    public void WriteExamples(string name, string word, int count) => File.WriteAllLines(
        In(name), Enumerable.Range(0, count).Select(i => $$"""{"messages": [{"role": "user", "content": "{{word}} {{i}}"}, {"role": "assistant", "content": "{{i}}"}]}"""));

    public PipelineOptions Options(ulong seed = 1, string work = "work") => new() { Output = Output, Work = In(work), Seed = seed, Find = Find };

    public CompressionPlan Plan(CompressionDeclaration declaration, PipelineOptions? options = null)
    {
        var (plan, problems) = StagePlanner.Plan(declaration, options ?? Options());
        return plan ?? throw new InvalidOperationException(string.Join('\n', problems));
    }

    public static CompressionDeclaration Declare(params CompressionStepDeclaration[] steps) => new("small", "teacher", default)
    {
        Hash = "policy",
        Calibration = "calibrate.jsonl",
        Steps = [.. steps],
        Gates = [new CompressionGateDeclaration("task_drop", 0.02m, default) { Data = "tasks.jsonl" }],
    };

    public static CompressionStepDeclaration Prune { get; } = new(CompressionStepKind.Prune, default) { Dimension = PruneDimension.Width, Share = 0.25m };

    public static CompressionStepDeclaration Distill { get; } = new(CompressionStepKind.Distill, default) { Teacher = "teacher", Data = "train.jsonl", DataShare = 0.5m };

    public static CompressionStepDeclaration Int4 { get; } = new(CompressionStepKind.Quantize, default) { Format = "int4", GroupSize = 32, Method = "rtn" };

    public static CompressionDeclaration GoldenOrder { get; } = Declare(Prune, Distill, Int4);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private string? Find(string name) => Directory.Exists(In(name)) || File.Exists(In(name)) ? In(name) : null;
}
