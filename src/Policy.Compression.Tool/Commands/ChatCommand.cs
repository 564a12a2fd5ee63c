using System.CommandLine;
using OptPolicy.Compression.Checkpoints;
using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using OptPolicy.Compression.Native;
using OptPolicy.Compression.Pruning;
using OptPolicy.Compression.Training;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary><c>chat</c>: a decoder that answers short questions, trained on conversations that each have a row of their own.</summary>
internal sealed class ChatCommand
{
    private readonly Argument<string> _output = new("output") { Description = "The model's folder. A run that was stopped there goes on." };
    private readonly Option<string> _tokenizer = new("--tokenizer") { Description = "A folder with tokenizer.json.", Required = true };
    private readonly Option<string?> _start = new("--start-from") { Description = "A model folder whose weights are the start; otherwise they are fresh." };
    private readonly Option<int[]> _kept = new("--keep-layers") { Description = "Layers, from 0, of the model to start from that the student keeps; otherwise all.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _vectors = new("--word-vectors") { Description = "Vectors of words (a word and its numbers a line) that fresh embeddings start from." };
    private readonly Option<string?> _teacher = new("--teacher") { Description = "A model folder to learn from, with the same tokenizer." };
    private readonly Option<double> _teacherShare = new("--teacher-share") { Description = "Weight of the teacher against the data, 0 to 1.", DefaultValueFactory = _ => 0.9 };
    private readonly Option<double> _dropout = new("--dropout") { Description = "Share of the states that are switched off while learning.", DefaultValueFactory = _ => 0 };
    private readonly Option<double> _smoothing = new("--label-smoothing") { Description = "Share of each target's probability that is spread over all tokens.", DefaultValueFactory = _ => 0 };
    private readonly Option<double> _average = new("--average") { Description = "Decay of the average of the weights that is kept in the end, such as 0.998.", DefaultValueFactory = _ => 0 };
    private readonly Option<MatrixPrecision> _precision = new("--precision") { Description = "What matrices are multiplied in.", DefaultValueFactory = _ => MatrixPrecision.BFloat16 };
    private readonly Option<string> _device = new("--device") { Description = "cpu, cuda or auto.", DefaultValueFactory = _ => "auto" };
    private readonly Option<bool> _recomputes = new("--recompute-layers") { Description = "Computes layers twice instead of keeping what is inside them: less memory, a third more time." };
    private readonly ChatOptions _data = new();
    private readonly ShapeOptions _shape = new();
    private readonly ScheduleOptions _schedule = new();

    public static Command Create()
    {
        var options = new ChatCommand();
        var command = new Command("chat", "Trains a decoder on conversations, each in a row of its own, and counts answers that are wholly right.") { options._output, options._tokenizer };
        options._data.AddTo(command);
        options._schedule.AddTo(command);
        foreach (var option in new Option[]
        {
            options._start, options._kept, options._vectors, options._teacher, options._teacherShare, options._dropout, options._smoothing, options._average, options._precision, options._device,
            options._recomputes,
        })
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
        var markup = ChatMarkup.Of(tokenizerFolder);
        var options = _schedule.Read(parsed) with { AverageDecay = parsed.GetRequiredValue(_average) };
        var corpus = _data.ReadTraining(parsed, tokenizer, markup, options.Length, options.Seed);
        var heldOut = _data.ReadHeldOut(parsed);
        var answers = new ConversationRows(tokenizer, promptWeight: 0, int.MaxValue, markup);
        var evaluator = new RowEvaluator(heldOut.Select(answers.Row));
        var device = LibTorch.Device(parsed.GetRequiredValue(_device));
        using var model = Start(parsed, tokenizer, options).MoveTo(device);
        model.RecomputesLayers = parsed.GetValue(_recomputes);
        using var teacher = parsed.GetValue(_teacher) is { } folder ? ModelFolder.Load(folder, parsed.GetRequiredValue(_precision)).Freeze().MoveTo(device) : null;
        var course = new RowCourse(model, new RowPlan(corpus.RowsOf, options.Rows, options.Seed), new RowCourseOptions
        {
            Dropout = parsed.GetRequiredValue(_dropout),
            LabelSmoothing = parsed.GetRequiredValue(_smoothing),
            TeacherShare = parsed.GetRequiredValue(_teacherShare),
            Seed = options.Seed,
        }, corpus.Hash, teacher);
        var rows = corpus.RowsOf(0);
        Console.WriteLine($"{model.Config.Parameters:N0} weights, {rows.Count:N0} chats of {rows.Average(r => r.Tokens.Count):F1} tokens to train on, {heldOut.Count:N0} held out, on {device}");

        var trainer = new Trainer(course, () => evaluator.Evaluate(model), options, output, TimeProvider.System);
        if (!new TrainingRun(output, trainer).Finish(cancellation))
            return 1;

        ModelCommand.Save(model, tokenizerFolder, output);
        var whole = evaluator.Evaluate(model);
        Console.WriteLine($"{output}: {whole.ExactAnswers:P2} of {heldOut.Count:N0} answers wholly right, perplexity {whole.Perplexity:F3}, token accuracy {whole.TokenAccuracy:P2}");
        return 0;
    }

    private LlamaModel Start(ParseResult parsed, Tokenizer tokenizer, TrainingOptions options)
    {
        var precision = parsed.GetRequiredValue(_precision);
        if (parsed.GetValue(_start) is { } folder)
        {
            var model = Kept(ModelFolder.Load(folder, precision), parsed.GetValue(_kept) ?? [], precision);
            return model.Config.Shape.VocabularySize == tokenizer.VocabularySize
                ? model
                : throw new LocalModelException($"{folder} has {model.Config.Shape.VocabularySize} tokens and the tokenizer {tokenizer.VocabularySize}: start from a model that was trained with this tokenizer");
        }

        var fresh = new LlamaModel(_shape.Read(parsed, tokenizer), (long)options.Seed, precision);
        CopyingStart.Apply(fresh);
        if (parsed.GetValue(_vectors) is { } vectors)
        {
            var filled = TokenMeanings.Fill(fresh, tokenizer, WordVectorTable.Read(vectors, TokenMeanings.Words(tokenizer)));
            Console.WriteLine($"{filled:N0} of {tokenizer.VocabularySize:N0} tokens start from a word's vector");
        }

        return fresh;
    }

    private static LlamaModel Kept(LlamaModel model, int[] layers, MatrixPrecision precision)
    {
        if (layers.Length == 0)
            return model;
        if (layers.Any(layer => layer < 0 || layer >= model.Config.Shape.Layers))
            throw new LocalModelException($"--keep-layers: the model to start from has the layers 0 to {model.Config.Shape.Layers - 1}");

        using (model)
            return ModelPruner.Apply(model, PruningPlan.OfLayers(model.Config.Shape, layers), precision);
    }
}
