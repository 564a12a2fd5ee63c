using System.Security.Cryptography;
using System.Text.Json;
using OptPolicy.Compression.Checkpoints;
using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Compression.Stages;

/// <summary>What a stage works with. Owns the model.</summary>
/// <param name="Request">What is asked.</param>
/// <param name="Model">The model to change.</param>
/// <param name="Tokenizer">Its tokenizer.</param>
/// <param name="Report">Takes progress.</param>
/// <param name="Clock">Measures speed.</param>
internal sealed record StageContext(StageRequest Request, LlamaModel Model, Tokenizer Tokenizer, Action<StageProgress> Report, TimeProvider Clock) : IDisposable
{
    public StageTuning Tuning => Request.Tuning ?? new StageTuning();

    public static StageContext Open(StageRequest request, Action<StageProgress> report, TimeProvider clock)
    {
        report(new StageProgress("loading", 0, 1));
        var model = ModelFolder.Load(request.Model, PrecisionOf(request));
        var tokenizer = TokenizerFile.Load(request.Model);
        if (model.Config.Shape.VocabularySize >= tokenizer.VocabularySize)
            return new StageContext(request, model, tokenizer, report, clock);

        model.Dispose();
        throw new TrainingDataException($"the tokenizer of '{request.Model}' has {tokenizer.VocabularySize} tokens and the model {model.Config.Shape.VocabularySize}: they do not belong together");
    }

    /// <summary>Whether the model's zeros are pruned weights.</summary>
    public bool KeepsZeros => File.Exists(Path.Combine(Request.Model, StageJson.ResultFileName)) && StageJson.ReadResult(Request.Model).KeepsZeros;

    /// <summary>Tells the weights that a stage starts from apart: a checkpoint of another start must not be continued.</summary>
    public string Identity => $"{HashOf(Request.Model)} {(Request.Teacher is { } teacher ? HashOf(teacher) : "")} {JsonSerializer.Serialize(Tuning)} {string.Join(' ', Request.Frozen)} {Request.Grid}";

    /// <summary>Opens a model that this one is compared with token by token.</summary>
    /// <exception cref="TrainingDataException">Its tokens mean other texts.</exception>
    public LlamaModel OpenTeacher(string folder)
    {
        if (TokenizerFile.Load(folder).Fingerprint != Tokenizer.Fingerprint)
            throw new TrainingDataException($"the teacher '{folder}' has another tokenizer than the model: its tokens mean other texts; use a teacher with the same tokenizer");
        return ModelFolder.Load(folder, PrecisionOf(Request));
    }

    /// <summary>What importance and statistics are measured on.</summary>
    public CalibrationText Calibration()
    {
        IReadOnlyList<string> paths = Request.Calibration is { } path ? [path] : Request.Data;
        if (paths.Count == 0)
            throw new TrainingDataException($"{Request.Kind} looks at examples and none are named: give calibration or data");
        var stream = StageText.Read(Tokenizer, paths, Request.Seed);
        return new CalibrationText(stream, Math.Min(Tuning.CalibrationLength, Model.Config.Shape.ContextTokens), Tuning.CalibrationWindows);
    }

    public void Dispose() => Model.Dispose();

    // Rounded weights would be rounded again to bfloat16, and importance is worth exact sums.
    private static MatrixPrecision PrecisionOf(StageRequest request) =>
        request.Kind == StageKind.Distill && (request.Tuning ?? new StageTuning()).UsesBFloat16 ? MatrixPrecision.BFloat16 : MatrixPrecision.Float32;

    private static string HashOf(string folder)
    {
        using var weights = File.OpenRead(Path.Combine(folder, ModelFolder.WeightsName));
        return Convert.ToHexStringLower(SHA256.HashData(weights));
    }
}
