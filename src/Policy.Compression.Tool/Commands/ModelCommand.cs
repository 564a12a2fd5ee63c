using System.CommandLine;
using OptPolicy.Compression.Checkpoints;
using OptPolicy.Compression.Models;
using OptPolicy.Compression.Native;
using OptPolicy.Compression.Training;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary><c>model</c>: a new decoder, more training for one, or a student of a teacher.</summary>
internal sealed class ModelCommand
{
    private const int EvaluationSequencesMax = 40;
    private static readonly string[] TokenizerFiles = ["tokenizer.json", "tokenizer_config.json"];

    private readonly Argument<string> _output = new("output") { Description = "The model's folder. A run that was stopped there goes on." };
    private readonly Option<string> _tokenizer = new("--tokenizer") { Description = "A folder with tokenizer.json.", Required = true };
    private readonly Option<string?> _start = new("--start-from") { Description = "A model folder whose weights are the start; otherwise they are fresh." };
    private readonly Option<string?> _teacher = new("--teacher") { Description = "A model folder to learn from, with the same tokenizer." };
    private readonly Option<double> _teacherShare = new("--teacher-share") { Description = "Weight of the teacher against the data, 0 to 1.", DefaultValueFactory = _ => 0.9 };
    private readonly Option<MatrixPrecision> _precision = new("--precision") { Description = "What matrices are multiplied in.", DefaultValueFactory = _ => MatrixPrecision.BFloat16 };
    private readonly Option<string> _device = new("--device") { Description = "cpu, cuda or auto.", DefaultValueFactory = _ => "auto" };
    private readonly Option<bool> _recomputes = new("--recompute-layers") { Description = "Computes layers twice instead of keeping what is inside them: less memory, a third more time." };
    private readonly DataOptions _data = new();
    private readonly ShapeOptions _shape = new();
    private readonly ScheduleOptions _schedule = new();

    public static Command Create()
    {
        var options = new ModelCommand();
        var command = new Command("model", "Trains a decoder, with checkpoints to go on from, and writes it in Hugging Face's layout.") { options._output, options._tokenizer };
        options._data.AddTo(command);
        options._schedule.AddTo(command);
        foreach (var option in new Option[] { options._start, options._teacher, options._teacherShare, options._precision, options._device, options._recomputes })
            command.Add(option);
        options._shape.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(options.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.GetRequiredValue(_output);
        var tokenizerFolder = parsed.GetRequiredValue(_tokenizer);
        var tokenizer = TokenizerFile.Load(tokenizerFolder);
        var (training, heldOut) = _data.Read(parsed, tokenizer);
        var options = _schedule.Read(parsed);
        var device = LibTorch.Device(parsed.GetRequiredValue(_device));
        var precision = parsed.GetRequiredValue(_precision);
        using var model = Start(parsed, tokenizer, options, precision).MoveTo(device);
        model.RecomputesLayers = parsed.GetValue(_recomputes);
        using var teacher = parsed.GetValue(_teacher) is { } folder ? ModelFolder.Load(folder, precision).Freeze().MoveTo(device) : null;
        ITrainingObjective objective = teacher is null ? new NextTokenObjective(model) : new DistillationObjective(model, teacher, parsed.GetRequiredValue(_teacherShare));
        Console.WriteLine($"{model.Config.Parameters:N0} weights, {training.Count:N0} tokens to train on, {heldOut.Count:N0} held out, on {device}");

        var evaluator = new Evaluator(heldOut, options.Rows, options.Length, EvaluationSequencesMax);
        var trainer = new Trainer(objective, training, () => evaluator.Evaluate(model), options, output, TimeProvider.System);
        if (!new TrainingRun(output, trainer).Finish(cancellation))
            return 1;

        Save(model, tokenizerFolder, output);
        var whole = new Evaluator(heldOut, options.Rows, options.Length).Evaluate(model);
        Console.WriteLine($"{output}: held-out perplexity {whole.Perplexity:F2}, token accuracy {whole.TokenAccuracy:P1} over {whole.Tokens:N0} tokens");
        return 0;
    }

    private LlamaModel Start(ParseResult parsed, Tokenizer tokenizer, TrainingOptions options, MatrixPrecision precision)
    {
        if (parsed.GetValue(_start) is not { } folder)
            return new LlamaModel(_shape.Read(parsed, tokenizer), (long)options.Seed, precision);

        var model = ModelFolder.Load(folder, precision);
        return model.Config.Shape.VocabularySize == tokenizer.VocabularySize
            ? model
            : throw new LocalModelException($"{folder} has {model.Config.Shape.VocabularySize} tokens and the tokenizer {tokenizer.VocabularySize}: start from a model that was trained with this tokenizer");
    }

    internal static void Save(LlamaModel model, string tokenizerFolder, string output)
    {
        ModelFolder.Save(model, output);
        foreach (var name in TokenizerFiles)
        {
            var (source, target) = (Path.GetFullPath(Path.Combine(tokenizerFolder, name)), Path.GetFullPath(Path.Combine(output, name)));
            if (source != target && File.Exists(source))
                File.Copy(source, target, overwrite: true);
        }
    }
}
