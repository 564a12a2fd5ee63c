using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Sampling;
using OptPolicy.Kernels.Speculation;
using OptPolicy.Kernels.Tests.Models;

namespace OptPolicy.Kernels.Tests.Decoding;

public sealed class LocalGenerationTests
{
    private static readonly LocalModelOptions Options = new() { Threads = 1, TimingBudget = TimeSpan.FromMilliseconds(5) };

    private static readonly GenerationRequest Request = new() { Prompt = OpenModel.Prompt(30), MaxOutputTokens = 60, EndTokens = [] };

    [Theory]
    [InlineData(0f)]
    [InlineData(0.4f)]
    public async Task AnswersAreTheSameWithAndWithoutSpeculationHoweverOftenTheyWereAsked(float temperature)
    {
        var folder = ModelFolders.Whole();
        using var model = await LocalModel.OpenAsync(folder, Options with { DraftFolder = folder });
        var request = Request with { Sampling = new SamplingOptions { Temperature = temperature, Seed = 6 } };

        var plain = await RunAsync(model, request with { Speculation = SpeculationOptions.Off });
        var first = await RunAsync(model, request);
        var second = await RunAsync(model, request);

        Assert.Equal(SpeculationStatus.Lossless, first.Speculation);
        Assert.Equal(plain.Tokens, first.Tokens);
        Assert.Equal(plain.Tokens, second.Tokens);
        Assert.Equal(["ngram", "history", "draft"], second.Statistics.Drafters.Select(d => d.Name));
    }

    [Fact]
    public async Task DisposingGivesAllLanesBackAndKeepsTheAnswerForLaterOnes()
    {
        var folder = ModelFolders.Whole();
        using var model = await LocalModel.OpenAsync(folder, Options with { DraftFolder = folder });

        var answer = await RunAsync(model, Request, "tenant");

        Assert.Equal((1, 1), (model.Lanes.Idle, model.Draft!.Lanes.Idle));
        Assert.Equal(answer.Tokens.Length, Assert.Single(model.History.Find("tenant")).Length);
        Assert.Empty(model.History.Find("another"));
    }

    [Fact]
    public async Task AFolderThatHoldsAHeadDraftsFromHiddenStatesWithADrafterThatIsKeptForTheNextRequest()
    {
        var recipe = new TestLlama { HiddenOutputs = true };
        var folder = ModelFolders.Copy(TestModels.Llama(recipe).Path);
        File.Copy(Path.Combine(ModelFolders.Whole(), "tokenizer.json"), Path.Combine(folder, "tokenizer.json"));
        var headFolder = TestModels.NewFolder();
        var weights = RandomWeights.Eagle(recipe.Shape with { Layers = 1 }, recipe.Shape.VocabularySize, seed: 3);
        new DraftHeadManifest(DraftHeadManifest.CurrentVersion, "random weights", "", EagleGraphBuilder.Write(weights, WeightFormat.Fp32, headFolder)).Write(headFolder);
        using var model = await LocalModel.OpenAsync(folder, Options with { DraftFolder = headFolder });

        var plain = await RunAsync(model, Request with { Speculation = SpeculationOptions.Off });
        var first = await RunAsync(model, Request);
        var second = await RunAsync(model, Request);

        Assert.Null(model.Draft);
        Assert.Equal(["ngram", "history", "eagle"], first.Statistics.Drafters.Select(d => d.Name));
        Assert.Equal(plain.Tokens, first.Tokens);
        Assert.Equal(plain.Tokens, second.Tokens);
        var drafter = model.Head!.Rent();
        drafter.Dispose();
        using var again = model.Head.Rent();
        Assert.Same(drafter, again);
    }

    [Fact]
    public async Task FailedStartGivesTheLaneBack()
    {
        using var model = await LocalModel.OpenAsync(ModelFolders.Whole(), Options);

        await Assert.ThrowsAsync<ArgumentException>(async () => await LocalGeneration.StartAsync(model, Request with { Prompt = default }));

        Assert.Equal(1, model.Lanes.Idle);
    }

    private static async Task<(int[] Tokens, GenerationStatistics Statistics, SpeculationStatus Speculation)> RunAsync(LocalModel model, GenerationRequest request, string? scope = null)
    {
        using var local = await LocalGeneration.StartAsync(model, request, scope);
        var output = new List<GeneratedToken>();
        while (local.Generation.Next(output))
        {
        }

        return ([.. output.Select(t => t.Id)], local.Generation.Statistics, local.Generation.Speculation);
    }
}
