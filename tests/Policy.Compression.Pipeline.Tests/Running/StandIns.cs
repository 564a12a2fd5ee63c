using OptPolicy.Compression.Pipeline.Caching;
using OptPolicy.Compression.Pipeline.Judging;
using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Compression.Pipeline.Proof;
using OptPolicy.Compression.Pipeline.Running;
using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Quantization.Formats;
using OptPolicy.Workloads.Gates;

namespace OptPolicy.Compression.Pipeline.Tests.Running;

/// <summary>Stages without a trainer: each result is a hash of what decides it, and quality is what the test says of a model.</summary>
internal sealed class StandIns : IStageWorker, IModelPacker, IModelJudge
{
    public List<string> Ran { get; } = [];

    public string Identity { get; init; } = "a stand-in";

    /// <summary>Told of every request before it runs; may throw.</summary>
    public Action<StageRequest> OnStage { get; init; } = static _ => { };

    public Action<string> OnPack { get; init; } = static _ => { };

    /// <summary>Task success of a model by the words of how it was made, for example <c>distill qad pack:int4:rtn</c>.</summary>
    public Func<string, double> Success { get; init; } = static _ => 0.9;

    public PipelineTools Tools => new(this, this, this);

    public Task RunAsync(StageRequest request, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        Ran.Add(request.Kind.ToString());
        OnStage(request);
        cancellationToken.ThrowIfCancellationRequested();
        progress.Report(new StageProgress("training", 1, 1));
        var partial = request.Output + ".partial";
        Directory.CreateDirectory(partial);
        foreach (var file in Directory.EnumerateFiles(request.Model).Where(static f => Path.GetFileName(f) is not ("stage.json" or "entry.json")))
            File.Copy(file, Path.Combine(partial, Path.GetFileName(file)));
        Append(partial, request.Kind.ToString().ToLowerInvariant());
        File.AppendAllText(Path.Combine(partial, "model.safetensors"), ContentHash.OfText($"{request.Seed} {request.DataShare} {string.Join(' ', request.Data.Select(ContentHash.OfFile))}"));
        StageJson.WriteResult(partial, new StageResult(request.Kind, 100, 80, 7, 70));
        Directory.Move(partial, request.Output);
        return Task.CompletedTask;
    }

    public void Pack(string checkpoint, string destination, PackSettings settings, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        var words = $"pack:{settings.Grid?.Number.ToString().ToLowerInvariant() ?? "float"}:{settings.Method.ToString().ToLowerInvariant()}{(settings.IsMixed ? ":mixed" : "")}";
        Ran.Add(words);
        Directory.CreateDirectory(destination);
        OnPack(destination);
        File.WriteAllText(Path.Combine(destination, "model.onnx"), ContentHash.OfModel(checkpoint));
        File.WriteAllText(Path.Combine(destination, "history.txt"), History(checkpoint));
        Append(destination, words);
    }

    public void Round(string checkpoint, string destination, WeightGrid grid, CancellationToken cancellationToken)
    {
        Ran.Add("round");
        Directory.CreateDirectory(destination);
        foreach (var file in ContentHash.FilesOf(checkpoint))
            File.Copy(file, Path.Combine(destination, Path.GetFileName(file)));
        Append(destination, "round");
    }

    public PackingProof Prove(string folder, PackSettings settings) => new(3, 100, 0, null);

    public Task<Judgement> JudgeAsync(JudgeRequest request, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        var (original, made) = (Success("original"), Success(History(request.Made.Folder)));
        var drop = original - made;
        var verdicts = request.Gates.Select(g => new GateVerdict(
            g.Declaration.Metric, (double)g.Declaration.Bound, drop, drop - 0.01, drop + 0.01, 50, drop <= (double)g.Declaration.Bound ? GateOutcome.Passed : GateOutcome.Failed, "a stand-in"));
        return Task.FromResult(new Judgement([.. verdicts], [new MetricComparison(Judgement.TaskSuccess, original, made, 50) { Low = made - 0.01, High = made + 0.01 }]));
    }

    private static string History(string folder) => File.Exists(Path.Combine(folder, "history.txt")) ? File.ReadAllText(Path.Combine(folder, "history.txt")) : "";

    private static void Append(string folder, string word) => File.WriteAllText(Path.Combine(folder, "history.txt"), $"{History(folder)} {word}".TrimStart());
}
