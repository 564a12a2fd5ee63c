using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Decoding;
using OptPolicy.Kernels.Tests.Models;

namespace OptPolicy.Kernels.Tests;

public sealed class LocalModelTests
{
    private static readonly LocalModelOptions Quick = new() { Threads = 1, Speculates = false };

    [Fact]
    public async Task OpenedModelDecodes()
    {
        using var model = await LocalModel.OpenAsync(ModelFolders.Whole(), Quick);
        var prompt = model.Tokenizer.Encode("hello");

        using var lease = await model.Lanes.RentAsync(new(prompt));
        var logits = Prefill.Run(lease.Lane, prompt, CancellationToken.None);

        Assert.Equal(model.Spec.VocabularySize, logits.Length);
        Assert.Equal(512, model.ContextTokens);
    }

    [Fact]
    public async Task ProgressNamesTheStagesInOrder()
    {
        var stages = new Stages();

        using var model = await LocalModel.OpenAsync(ModelFolders.Whole(), Quick with { Speculates = true, TimingBudget = TimeSpan.FromMilliseconds(5) }, stages);

        Assert.Equal([LoadStage.Configuration, LoadStage.Weights, LoadStage.Measuring, LoadStage.Ready], stages.Seen);
        Assert.NotNull(model.Costs);
        Assert.True(model.Certificate!.IsExact);
    }

    [Fact]
    public async Task ContextCapBoundsTheLanes()
    {
        using var model = await LocalModel.OpenAsync(ModelFolders.Whole(), Quick with { ContextTokens = 40 });

        await Assert.ThrowsAsync<ArgumentException>(() => model.Lanes.RentAsync(new(new int[41])).AsTask());
    }

    [Fact]
    public async Task RunningRequestOutlivesItsModel()
    {
        var model = await LocalModel.OpenAsync(ModelFolders.Whole(), Quick);
        using var lease = await model.Lanes.RentAsync(new(new[] { 1, 2 }));

        model.Dispose();

        Assert.Equal(512, lease.Lane.Forward([1], 1, CancellationToken.None).Length);
    }

    [Fact]
    public async Task DraftWithAnotherTokenizerIsRefused()
    {
        var draft = ModelFolders.Whole("h e");

        var error = await Assert.ThrowsAsync<LocalModelException>(() => LocalModel.OpenAsync(ModelFolders.Whole(), Quick with { DraftFolder = draft }));

        Assert.Contains(draft, error.Message, StringComparison.Ordinal);
        Assert.Contains("tokenizers differ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DraftHasALaneForEachOfItsTargets()
    {
        using var model = await LocalModel.OpenAsync(ModelFolders.Whole(), Quick with { DraftFolder = ModelFolders.Whole(), Lanes = 3 });

        Assert.Equal(3, model.Draft!.Lanes.Lanes);
        Assert.Null(model.Draft.Draft);
    }

    [Fact]
    public async Task SixtyFourAnswersOnTwoLanesOfTargetAndDraftAllEnd()
    {
        var folder = ModelFolders.Whole();
        using var model = await LocalModel.OpenAsync(folder, Quick with { Speculates = true, TimingBudget = TimeSpan.FromMilliseconds(5), DraftFolder = folder, Lanes = 2 });
        var requests = Enumerable.Range(0, 64).Select(id => new GenerationRequest { Prompt = OpenModel.Prompt(5 + (id % 8), seed: id % 4), MaxOutputTokens = 6, EndTokens = [] }).ToArray();

        var answers = await Task.WhenAll(requests.Select(request => Task.Run(() => AnswerAsync(model, request))));

        Assert.All(answers.Index(), answer => Assert.Equal(answers[answer.Index % 8], answer.Item));
        Assert.Equal((2, 2), (model.Lanes.Idle, model.Draft!.Lanes.Idle));
    }

    [Fact]
    public async Task TokenizerOfALargerVocabularyIsRefused()
    {
        var folder = ModelFolders.Whole();
        var words = Enumerable.Range(0, 600).Select(i => $"word{i}").ToArray();
        await File.WriteAllTextAsync(Path.Combine(folder, "tokenizer.json"), Tokenization.TinyTokenizers.Words(words).ToJsonString());

        var error = await Assert.ThrowsAsync<LocalModelException>(() => LocalModel.OpenAsync(folder, Quick));

        Assert.Contains("belong to different models", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tokenizer.json")]
    [InlineData("model.onnx")]
    [InlineData("model.onnx.data")]
    [InlineData("optpolicy-model.json")]
    public async Task MissingFileIsNamed(string file)
    {
        var folder = ModelFolders.Whole();
        File.Delete(Path.Combine(folder, file));

        var error = await Assert.ThrowsAsync<LocalModelException>(() => LocalModel.OpenAsync(folder, Quick));

        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NonsensicalOptionsAreRefused()
    {
        var folder = ModelFolders.Whole();
        foreach (var options in new[] { Quick with { Lanes = 0 }, Quick with { ContextTokens = 0 }, Quick with { Threads = -1 }, Quick with { QueueLimit = -1 } })
            await Assert.ThrowsAsync<LocalModelException>(() => LocalModel.OpenAsync(folder, options));
    }

    private static async Task<List<int>> AnswerAsync(LocalModel model, GenerationRequest request)
    {
        using var answer = await LocalGeneration.StartAsync(model, request);
        var tokens = new List<GeneratedToken>();
        while (answer.Generation.Next(tokens))
        {
        }

        return tokens.ConvertAll(token => token.Id);
    }

    private sealed class Stages : IProgress<LoadProgress>
    {
        public List<LoadStage> Seen { get; } = [];

        public void Report(LoadProgress value) => Seen.Add(value.Stage);
    }
}
