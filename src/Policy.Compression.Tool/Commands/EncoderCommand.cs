using System.CommandLine;
using OptPolicy.Compression.Data;
using OptPolicy.Compression.Data.Texts;
using OptPolicy.Compression.Models;
using OptPolicy.Compression.Native;
using OptPolicy.Compression.Training;
using OptPolicy.Compression.Training.Encoders;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary><c>encoder</c>: an encoder that gives vectors, from a teacher's vectors, from classes, or from both.</summary>
internal sealed class EncoderCommand
{
    private readonly Argument<string> _output = new("output") { Description = "The encoder's folder. A run that was stopped there goes on." };
    private readonly Option<string?> _vectors = new("--vectors") { Description = "JSON lines {\"text\", \"vector\"} of a teacher to imitate." };
    private readonly Option<double> _vectorWeight = new("--vector-weight") { Description = "Weight of the teacher when there are classes or pairs, too.", DefaultValueFactory = _ => 1 };
    private readonly Option<string[]> _labelled = Files("--labelled", "JSON lines {\"text\", \"label\"}: texts of one class come together.");
    private readonly Option<string[]> _pairs = Files("--pairs", "JSON lines {\"text_a\", \"text_b\", \"label\"}: pairs labelled 'same' come together, beside a text's pair labelled otherwise.");
    private readonly Option<double> _temperature = new("--temperature") { Description = "What cosines are divided by in contrast.", DefaultValueFactory = _ => 0.1 };
    private readonly Option<int> _perClass = new("--per-class") { Description = "Rows of a class in a step.", DefaultValueFactory = _ => 4 };
    private readonly Option<string?> _words = new("--words") { Description = "JSON lines {\"text\", \"vector\"} of words that a new encoder starts from." };
    private readonly Option<string[]> _known = Files("--known", "JSON lines {\"text\", \"label\"} among which the neighbours of held-out texts are found; --labelled without it.");
    private readonly Option<string[]> _heldOut = new("--held-out") { Description = "JSON lines {\"text\", \"label\"} to measure nearest neighbours on.", Required = true, AllowMultipleArgumentsPerToken = true };
    private readonly EncoderModelOptions _model = new();
    private readonly ScheduleOptions _schedule = new();

    public static Command Create()
    {
        var options = new EncoderCommand();
        var command = new Command("encoder", "Trains an encoder that gives sentence vectors.")
        {
            options._output, options._vectors, options._vectorWeight, options._labelled, options._pairs, options._temperature, options._perClass, options._words, options._known, options._heldOut,
        };
        options._model.AddTo(command);
        options._schedule.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(options.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.GetRequiredValue(_output);
        var options = _schedule.Read(parsed);
        var tokenizer = TokenizerFile.Load(_model.TokenizerFolder(parsed));
        using var model = _model.Open(parsed, tokenizer, [], options).MoveTo(LibTorch.Device(_model.Device(parsed)));
        var positions = Math.Min(options.Length, model.Config.Shape.Positions);
        TextRows Rows(IEnumerable<string> texts) => TextRows.Of(texts, tokenizer, model.Config.PaddingToken, positions);
        if (_model.IsNew(parsed) && parsed.GetValue(_words) is { } words)
            Console.WriteLine($"{WordStart.Write(model, tokenizer, TextVector.Read(words)):N0} words start from {words}");

        using var teacher = parsed.GetValue(_vectors) is { } path ? Teacher.Read(path, model, Rows) : null;
        var labelled = (parsed.GetValue(_labelled) ?? []).SelectMany(LabelledText.Read).ToArray();
        var parts = new List<(ITrainingCourse Course, double Weight)>();
        if (teacher is not null)
            parts.Add((new VectorRegression(model, teacher.Rows, teacher.Vectors, options), parsed.GetRequiredValue(_vectorWeight)));
        var temperature = parsed.GetRequiredValue(_temperature);
        if (labelled.Length > 0)
            parts.Add((new LabelContrast(model, Rows(labelled.Select(t => t.Text)), new LabelSet(labelled.Select(t => t.Label)).Of(labelled), options, parsed.GetRequiredValue(_perClass), temperature), 1));
        if (parsed.GetValue(_pairs) is { Length: > 0 } pairs)
            parts.Add((Contrast(pairs, model, Rows, options, temperature), 1));
        if (parts.Count == 0)
            throw new TrainingDataException("an encoder learns from --vectors, --labelled or --pairs: give one of them");

        var known = parsed.GetValue(_known) is { Length: > 0 } files ? files.SelectMany(LabelledText.Read).ToArray() : labelled;
        if (known.Length == 0)
            throw new TrainingDataException("--held-out is measured by its neighbours among --known or --labelled: give one of them");
        var heldOut = parsed.GetRequiredValue(_heldOut).SelectMany(LabelledText.Read).ToArray();
        var labels = new LabelSet(known.Concat(heldOut).Select(t => t.Label));
        var (knownRows, heldOutRows) = (Rows(known.Select(t => t.Text)), Rows(heldOut.Select(t => t.Text)));
        Evaluation Measure() => EncoderEvaluation.NearestNeighbour(model, knownRows, labels.Of(known), heldOutRows, labels.Of(heldOut));

        Console.WriteLine($"{model.Config.Parameters:N0} weights, on {model.Device}; nearest neighbour at the start: {Measure().TokenAccuracy:P1}");
        model.train();
        var trainer = new Trainer(parts.Count == 1 ? parts[0].Course : new MixedCourse(parts), Measure, options, output, TimeProvider.System);
        if (!new TrainingRun(output, trainer, e => $"held-out nearest neighbour {e.TokenAccuracy:P2}").Finish(cancellation))
            return 1;

        _model.Save(parsed, model, output);
        Console.WriteLine($"{output}: nearest neighbour of {heldOut.Length:N0} held-out texts has their class in {Measure().TokenAccuracy:P2}");
        return 0;
    }

    private static PairContrast Contrast(string[] files, BertModel model, Func<IEnumerable<string>, TextRows> rows, TrainingOptions options, double temperature)
    {
        var pairs = files.SelectMany(TextPair.Read).ToArray();
        var negatives = pairs.Where(p => p.Label != TextPair.Same).ToLookup(p => p.First, p => p.Second, StringComparer.Ordinal);
        var positives = pairs.Where(p => p.Label == TextPair.Same && negatives.Contains(p.First)).ToArray();
        var withoutNegative = positives.Length == 0;
        if (withoutNegative)
            positives = [.. pairs.Where(p => p.Label == TextPair.Same)];
        return new PairContrast(
            model, rows(positives.Select(p => p.First)), rows(positives.Select(p => p.Second)),
            withoutNegative ? null : rows(positives.Select(p => negatives[p.First].First())), options, temperature);
    }

    private static Option<string[]> Files(string name, string description) => new(name) { Description = description, AllowMultipleArgumentsPerToken = true };

    private sealed record Teacher(TextRows Rows, TeacherVectors Vectors) : IDisposable
    {
        public static Teacher Read(string path, BertModel model, Func<IEnumerable<string>, TextRows> rows)
        {
            var given = TextVector.Read(path);
            var teacher = new Teacher(rows(given.Select(v => v.Text)), new TeacherVectors(given, model.Config.Shape.HiddenSize));
            Console.WriteLine($"{given.Count:N0} vectors of {given[0].Vector.Length} numbers; {model.Config.Shape.HiddenSize} hold {teacher.Vectors.KeptEnergy:P1} of them");
            return teacher;
        }

        public void Dispose() => Vectors.Dispose();
    }
}
