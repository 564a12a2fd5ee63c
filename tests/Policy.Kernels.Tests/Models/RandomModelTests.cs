using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Speculation;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Tests.Models;

public class RandomModelTests
{
    [Fact]
    public void EqualSeedsWriteEqualModelsAndOthersDoNot()
    {
        string[] folders = [Write(1), Write(1), Write(2)];
        var weights = folders.Select(static f => File.ReadAllBytes(Path.Combine(f, "model.onnx.data"))).ToArray();

        Assert.Equal(weights[0], weights[1]);
        Assert.NotEqual(weights[0], weights[2]);
    }

    [Fact]
    public void ItsTokenizerWritesEveryTextAndKnowsItsTurns()
    {
        var tokenizer = TokenizerFile.Load(Write(1));
        const string Text = "Grüße, 世界! \u0007\n";

        Assert.Equal(Text, tokenizer.Decode(tokenizer.Encode(Text)));
        Assert.Equal([256, 'a', 257], tokenizer.Encode("<|im_start|>a<|im_end|>"));
    }

    [Fact]
    public async Task ItAnswersAsALocalModel()
    {
        var folder = Write(3);
        using var model = await LocalModel.OpenAsync(folder, new LocalModelOptions { Speculates = false });
        var prompt = model.Tokenizer.Encode("Hello");
        using var lease = await model.Lanes.RentAsync(new LaneRequest(prompt), TestContext.Current.CancellationToken);
        var generation = new Generation(lease.Lane, new GenerationRequest { Prompt = prompt, MaxOutputTokens = 8, Speculation = SpeculationOptions.Off }, []);
        var output = new List<GeneratedToken>();
        while (generation.Next(output, TestContext.Current.CancellationToken))
        {
        }

        Assert.InRange(generation.Statistics.OutputTokens, 1, 8);
    }

    private static string Write(int seed) => RandomModel.Write(TestModels.NewFolder(), seed).Path;
}
