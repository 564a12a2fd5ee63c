using OptPolicy.Compression.Checkpoints;
using OptPolicy.Compression.Models;
using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Compression.Stages;
using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Tokenization;
using OptPolicy.Kernels.Tokenization.Training;

namespace OptPolicy.Compression.Tests.Stages;

/// <summary>A stage's test has a tiny model with its tokenizer and a little data.</summary>
public abstract class StageTest : TorchTest
{
    private const string Story = "the cat sat on the mat and the dog lay on the log while the hen ran to the pen\n";

    protected StageTest()
    {
        Model = Path.Combine(Folder, "model");
        Directory.CreateDirectory(Model);
        File.WriteAllBytes(Path.Combine(Model, "tokenizer.json"), TokenizerTrainer.TrainByteLevel([Story], new TokenizerTraining
        {
            VocabularySize = 280,
            SpecialTokens = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
        }));
        using var model = new LlamaModel(Config(TokenizerFile.Load(Model).VocabularySize), seed: 4);
        ModelFolder.Save(model, Model);
        Text = Path.Combine(Folder, "story.txt");
        File.WriteAllText(Text, string.Concat(Enumerable.Repeat(Story, 40)));
        Chat = Path.Combine(Folder, "chat.jsonl");
        File.WriteAllLines(Chat, Enumerable.Range(0, 12).Select(i => $$"""{"messages": [{"role": "user", "content": "where is cat {{i}}?"}, {"role": "assistant", "content": "on the mat"}]}"""));
    }

    protected string Model { get; }

    protected string Text { get; }

    protected string Chat { get; }

    protected StageRequest Request(StageKind kind, string output = "out") => new()
    {
        Kind = kind,
        Model = Model,
        Output = Path.Combine(Folder, output),
        Work = Path.Combine(Folder, output + ".work"),
        Data = [Text],
        Tuning = new StageTuning { CalibrationLength = 24, CalibrationWindows = 4 },
    };

    protected static StageResult Run(StageRequest request, Action<StageProgress>? report = null, CancellationToken cancellationToken = default) =>
        new StageRunner(TimeProvider.System).Run(request, report ?? (_ => { }), cancellationToken);

    protected static void AssertSameFiles(string expected, string actual)
    {
        var names = Directory.GetFiles(expected).Select(Path.GetFileName).Order().ToArray();
        Assert.Equal(names, Directory.GetFiles(actual).Select(Path.GetFileName).Order());
        Assert.All(names, name => Assert.Equal(File.ReadAllBytes(Path.Combine(expected, name!)), File.ReadAllBytes(Path.Combine(actual, name!))));
    }

    private static LlamaConfig Config(int vocabulary) => Tiny with
    {
        Shape = new LlamaShape { VocabularySize = vocabulary, HiddenSize = 32, Layers = 2, Heads = 4, KeyValueHeads = 2, HeadDimension = 16, FeedForwardSize = 64, ContextTokens = 64 },
    };
}
