using System.Numerics.Tensors;
using OptPolicy.Compression.Data;
using OptPolicy.Compression.Data.Texts;
using OptPolicy.Compression.Models;
using OptPolicy.Compression.Training;
using OptPolicy.Compression.Training.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Tests.Encoders;

public sealed class EncoderTrainingTests : EncoderTest
{
    private static readonly TrainingOptions Options = new() { Steps = 60, Rows = 16, LearningRate = 3e-3, WarmUpSteps = 5, EvaluationInterval = 0, CheckpointInterval = 8 };

    private static readonly LabelSet Verbs = new(Sentences.Select(VerbOf));

    [Fact]
    public void StudentComesToGiveTheTeachersVectors()
    {
        using var model = new BertModel(Small, seed: 1);
        using var teacher = Teacher(width: 48);

        var losses = Train(new VectorRegression(model, Rows(), teacher, Options), "run");

        Assert.True(losses[^1] < losses[0] / 4, $"{losses[0]} to {losses[^1]}");
    }

    [Fact]
    public void NarrowerVectorsKeepTheAnglesOfWideOnes()
    {
        // 48 numbers that live in 10 dimensions lose nothing in 16.
        using var scope = NewDisposeScope();
        var flat = randn(20, 10).matmul(randn(10, 48));
        var vectors = Enumerable.Range(0, 20).Select(i => new TextVector("t", flat[i].data<float>().ToArray())).ToArray();
        using var teacher = new TeacherVectors(vectors, 16);

        var (kept, whole) = (teacher.Of([.. Enumerable.Range(0, 20)], CPU), nn.functional.normalize(flat));

        Assert.Equal(16, kept.shape[1]);
        Assert.InRange((kept.matmul(kept.t()) - whole.matmul(whole.t())).abs().max().item<float>(), 0, 1e-4f);
        Assert.Equal(1, teacher.KeptEnergy, 1e-4);
    }

    [Fact]
    public void ContrastBringsTextsOfOneClassTogether()
    {
        using var model = new BertModel(Small, seed: 1);
        // The asked sentences are about other things than the known ones.
        string[] known = [.. Sentences.Where((_, i) => i / 4 % 6 < 3)], asked = [.. Sentences.Where((_, i) => i / 4 % 6 >= 3)];
        int[] labels = [.. known.Select(s => Verbs.Of(VerbOf(s)))];
        double Accuracy() => EncoderEvaluation.NearestNeighbour(model, Rows(known), labels, Rows(asked), [.. asked.Select(s => Verbs.Of(VerbOf(s)))]).TokenAccuracy;

        var losses = Train(new LabelContrast(model, Rows(known), labels, Options), "run");

        // Four rows of a class in sixteen: the loss begins near ln 15 and cannot fall below ln 3.
        Assert.InRange(losses[0], 2, 3.5);
        Assert.InRange(losses[^1], Math.Log(3), 1.4);
        Assert.InRange(Accuracy(), 0.97, 1);
    }

    [Fact]
    public void PairsComeNearerThanTheirHardNegatives()
    {
        using var model = new BertModel(Small, seed: 1);
        var asked = Sentences.Where(s => s.StartsWith("open", StringComparison.Ordinal)).ToArray();
        var (same, unlike) = (asked.Select(s => "please " + s), asked.Select(s => s.Replace("open", "close", StringComparison.Ordinal)));

        var losses = Train(new PairContrast(model, Rows(asked), Rows(same), Rows(unlike), Options), "run");

        Assert.True(losses[^1] < losses[0] / 2, $"{losses[0]} to {losses[^1]}");
        using var scope = NewDisposeScope();
        var (given, near, far) = (EncoderEvaluation.Vectors(model, Rows(asked)), EncoderEvaluation.Vectors(model, Rows(same)), EncoderEvaluation.Vectors(model, Rows(unlike)));
        Assert.True(((given * near).sum(-1) > (given * far).sum(-1)).all().item<bool>());
    }

    [Theory]
    [InlineData(5)] // between checkpoints
    [InlineData(8)]
    public void ResumedEncoderEndsWithTheBytesOfAnUninterruptedOne(int stopAfter)
    {
        var config = Small with { Dropout = 0.2, Labels = Verbs.Names };
        int[] labels = [.. Sentences.Select(s => Verbs.Of(VerbOf(s)))];
        var options = Options with { Steps = 12 };
        Classification Course(BertModel model) => new(model, Rows(), labels, options, smoothing: 0.1);
        using var whole = new BertModel(config, seed: 1);
        Train(Course(whole), "whole", options);

        using (var first = new BertModel(config, seed: 1))
            Train(Course(first), "parts", options, stopAfter);
        using var second = new BertModel(config, seed: 99);
        Train(Course(second), "parts", options);

        Assert.All(whole.Weights().Zip(second.Weights()), pair => Assert.Equal(pair.First.Weight.data<float>().ToArray(), pair.Second.Weight.data<float>().ToArray()));
    }

    [Fact]
    public void ClassifierLearnsClassesAndItsNarrowerStudentLearnsFromIt()
    {
        int[] labels = [.. Sentences.Select(s => Verbs.Of(VerbOf(s)))];
        var options = Options with { Steps = 100 };
        using var teacher = Spread(new BertModel(Small with { Labels = Verbs.Names }, seed: 1));
        Train(new Classification(teacher, Rows(), labels, options), "teacher", options);
        Assert.InRange(EncoderEvaluation.Classification(teacher.Freeze(), Rows(), labels).TokenAccuracy, 0.99, 1);

        using var student = Spread(new BertModel(Small with { Labels = Verbs.Names, Shape = Small.Shape with { HiddenSize = 16, Layers = 1, FeedForwardSize = 32 } }, seed: 2));
        // The data's own classes are wrong: only a student of the teacher can be right.
        int[] wrong = [.. labels.Select(l => (l + 1) % Verbs.Names.Count)];
        using var course = new EncoderDistillation(student, teacher, Rows(), wrong, options, teacherShare: 1);
        Train(course, "student", options);

        Assert.InRange(EncoderEvaluation.Classification(student, Rows(), labels).TokenAccuracy, 0.95, 1);
    }

    [Fact]
    public void TeacherOfOtherClassesIsRefused()
    {
        using var student = new BertModel(Small with { Labels = ["a", "b"] }, seed: 1);
        using var teacher = new BertModel(Small with { Labels = ["a", "c"] }, seed: 1);
        Assert.Throws<ArgumentException>(() => new EncoderDistillation(student, teacher, Rows(), [0], Options));
    }

    [Fact]
    public void PaddingDoesNotChangeAVector()
    {
        using var model = new BertModel(Small, seed: 1);
        var rows = TextRows.Of(["open the door", "send that book again today please"], Words, padding: 0, tokensMax: 24);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (alone, beside) = (model.Vectors(rows.Batch([0], CPU)), model.Vectors(rows.Batch([0, 1], CPU))[0]);

        Assert.InRange((alone - beside).abs().max().item<float>(), 0, 1e-5f);
    }

    [Fact]
    public void KnownWordsStartFromTheirVectors()
    {
        using var model = new BertModel(Small, seed: 1);
        float[] vector = [.. Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? 3f : -3f)];

        var written = WordStart.Write(model, Words, [new TextVector("door", vector), new TextVector("unheard", vector)]);

        Assert.Equal(1, written);
        Assert.Equal(0.05f, model.WordEmbeddings[Words.Find("door")!.Value][0].item<float>(), 1e-6f);
    }

    [Fact]
    public void WordsKeepTheAnglesOfVectorsThatAreWiderThanTheModel()
    {
        using var model = new BertModel(Small, seed: 1);
        float[] first = [.. Enumerable.Range(0, 48).Select(i => MathF.Sin(i))], second = [.. Enumerable.Range(0, 48).Select(i => MathF.Sin(i + 0.7f))];

        var written = WordStart.Write(model, Words, [new TextVector("door", first), new TextVector("open", second), .. Enumerable.Range(0, 40).Select(i => new TextVector($"unheard {i}", first))]);

        using var scope = NewDisposeScope();
        Assert.Equal(2, written);
        var (door, open) = (model.WordEmbeddings[Words.Find("door")!.Value], model.WordEmbeddings[Words.Find("open")!.Value]);
        Assert.Equal(TensorPrimitives.CosineSimilarity<float>(first, second), nn.functional.cosine_similarity(door, open, 0).item<float>(), 1e-4f);
    }

    private static TextRows Rows() => Rows(Sentences);

    private static TextRows Rows(IEnumerable<string> texts) => TextRows.Of(texts, Words, padding: 0, tokensMax: 24);

    // Vectors that follow from a text's words.
    private static TeacherVectors Teacher(int width)
    {
        var random = new Random(3);
        var words = Sentences.SelectMany(s => s.Split(' ')).Distinct(StringComparer.Ordinal).ToDictionary(w => w, _ => Enumerable.Range(0, width).Select(_ => random.NextSingle() - 0.5f).ToArray(), StringComparer.Ordinal);
        return new TeacherVectors([.. Sentences.Select(s => new TextVector(s, [.. Enumerable.Range(0, width).Select(d => s.Split(' ').Sum(w => words[w][d]))]))], Small.Shape.HiddenSize);
    }

    private List<double> Train(ITrainingCourse course, string run, TrainingOptions? options = null, int? stopAfter = null)
    {
        var losses = new List<double>();
        using var stop = new CancellationTokenSource();
        var trainer = new Trainer(course, () => new Evaluation(0, 0, 1), options ?? Options, Path.Combine(Folder, run), TimeProvider.System);
        trainer.Run(Report, stop.Token);
        return losses;

        void Report(TrainingProgress progress)
        {
            losses.Add(progress.Loss);
            if (progress.Step == stopAfter)
                stop.Cancel();
        }
    }
}
