using System.CommandLine;
using OptPolicy.Compression.Checkpoints;
using OptPolicy.Compression.Data.Texts;
using OptPolicy.Compression.Models;
using OptPolicy.Compression.Native;
using OptPolicy.Compression.Training;
using OptPolicy.Compression.Training.Encoders;
using OptPolicy.Kernels.Embedding;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary><c>classifier</c> and <c>pair-classifier</c>: an encoder with a head that tells classes of texts, or of pairs of texts, apart.</summary>
internal sealed class ClassifierCommand
{
    private readonly bool _readsPairs;
    private readonly Argument<string> _output = new("output") { Description = "The classifier's folder. A run that was stopped there goes on." };
    private readonly Option<string[]> _data;
    private readonly Option<string[]> _heldOut;
    private readonly Option<double> _smoothing = new("--smoothing") { Description = "Share of the target that is spread over all classes." };
    private readonly Option<bool> _sharedWords = new("--shared-words") { Description = "Tells the encoder which words of a text the other one has, too, and which stand behind the same word." };
    private readonly Option<string?> _words = new("--words") { Description = "JSON lines {\"text\", \"vector\"} of words that a new encoder starts from." };
    private readonly Option<string?> _teacher = new("--teacher") { Description = "A classifier's folder to learn from, with the same tokenizer and classes." };
    private readonly Option<double> _teacherShare = new("--teacher-share") { Description = "Weight of the teacher's classes against the data's, 0 to 1.", DefaultValueFactory = _ => 0.7 };
    private readonly Option<double> _temperature = new("--temperature") { Description = "What both models' logits are divided by.", DefaultValueFactory = _ => 2 };
    private readonly Option<double> _stateWeight = new("--state-weight") { Description = "Weight of the teacher's hidden states and attention.", DefaultValueFactory = _ => 1 };
    private readonly EncoderModelOptions _model = new();
    private readonly ScheduleOptions _schedule = new();

    private ClassifierCommand(bool readsPairs)
    {
        _readsPairs = readsPairs;
        var shape = readsPairs ? "{\"text_a\", \"text_b\", \"label\"}" : "{\"text\", \"label\"}";
        _data = new("--data") { Description = $"JSON lines {shape} to train on.", Required = true, AllowMultipleArgumentsPerToken = true };
        _heldOut = new("--held-out") { Description = $"JSON lines {shape} to measure on.", Required = true, AllowMultipleArgumentsPerToken = true };
    }

    public static Command ForTexts() => new ClassifierCommand(readsPairs: false).Create("classifier", "Trains an encoder that tells classes of texts apart.");

    public static Command ForPairs() => new ClassifierCommand(readsPairs: true).Create("pair-classifier", "Trains an encoder that reads two texts together and tells classes of pairs apart.");

    private Command Create(string name, string description)
    {
        var command = new Command(name, description) { _output, _data, _heldOut, _smoothing, _words, _teacher, _teacherShare, _temperature, _stateWeight };
        if (_readsPairs)
            command.Add(_sharedWords);
        _model.AddTo(command);
        _schedule.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.GetRequiredValue(_output);
        var options = _schedule.Read(parsed);
        var tokenizer = TokenizerFile.Load(_model.TokenizerFolder(parsed));
        var (data, heldOut) = (Items(parsed.GetRequiredValue(_data)), Items(parsed.GetRequiredValue(_heldOut)));
        var labels = new LabelSet(data.Select(d => d.Label));
        var device = LibTorch.Device(_model.Device(parsed));
        using var model = _model.Open(parsed, tokenizer, labels.Names, options, _readsPairs && parsed.GetValue(_sharedWords) ? TextPairTypes.SharedWords : null).MoveTo(device);
        if (_model.IsNew(parsed) && parsed.GetValue(_words) is { } words)
            Console.WriteLine($"{WordStart.Write(model, tokenizer, TextVector.Read(words)):N0} words start from {words}");
        var (rows, heldOutRows) = (Rows(data, tokenizer, model, options), Rows(heldOut, tokenizer, model, options));
        int[] classes = [.. data.Select(d => labels.Of(d.Label))], heldOutClasses = [.. heldOut.Select(d => labels.Of(d.Label))];
        Console.WriteLine($"{model.Config.Parameters:N0} weights, {data.Count:N0} rows in {labels.Names.Count} classes, {heldOut.Count:N0} held out, on {model.Device}");

        using var teacher = parsed.GetValue(_teacher) is { } folder ? EncoderModelFolder.Load(folder, _model.Precision(parsed)).Freeze().MoveTo(device) : null;
        using var distillation = teacher is null ? null : new EncoderDistillation(
            model, teacher, rows, classes, options, parsed.GetRequiredValue(_teacherShare), parsed.GetRequiredValue(_temperature), parsed.GetRequiredValue(_stateWeight));
        ITrainingCourse course = distillation is null ? new Classification(model, rows, classes, options, parsed.GetValue(_smoothing)) : distillation;
        Evaluation Measure() => EncoderEvaluation.Classification(model, heldOutRows, heldOutClasses);

        model.train();
        if (!new TrainingRun(output, new Trainer(course, Measure, options, output, TimeProvider.System), e => $"held-out loss {e.Loss:F4}, right {e.TokenAccuracy:P2}").Finish(cancellation))
            return 1;

        _model.Save(parsed, model, output);
        Console.WriteLine($"{output}: {Measure().TokenAccuracy:P2} of {heldOut.Count:N0} held-out rows right");
        return 0;
    }

    private List<TextPair> Items(string[] files) => _readsPairs
        ? [.. files.SelectMany(TextPair.Read)]
        : [.. files.SelectMany(LabelledText.Read).Select(t => new TextPair(t.Text, "", t.Label))];

    private TextRows Rows(List<TextPair> items, Tokenizer tokenizer, BertModel model, TrainingOptions options)
    {
        var tokensMax = Math.Min(options.Length, model.Config.Shape.Positions);
        return _readsPairs
            ? TextRows.Of(items.Select(i => (i.First, i.Second)), tokenizer, model.Config.PaddingToken, tokensMax, model.Config.Shape.TokenTypes)
            : TextRows.Of(items.Select(i => i.First), tokenizer, model.Config.PaddingToken, tokensMax);
    }
}
