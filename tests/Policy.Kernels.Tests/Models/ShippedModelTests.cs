using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OptPolicy.Kernels.Chat;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Kernels.Tests.Models;

/// <summary>The trained pair in models/: what holds for random weights holds for weights that mean something.</summary>
public sealed class ShippedModelTests
{
    private const string Target = "books-small", Draft = "books-small-draft";

    [Theory]
    [InlineData("The old prince")]
    [InlineData("It was a dark and stormy night, and the captain stood upon the deck. \"The whale!\" he cried. \"The whale! The whale!\"")]
    [InlineData("<|im_start|>user\nplay a song by the beatles<|im_end|>\n<|im_start|>assistant\n")]
    public async Task EveryDrafterLeavesTheTrainedModelsAnswerAlone(string text)
    {
        using var model = await LocalModel.OpenAsync(Folder(Target), new LocalModelOptions { DraftFolder = Folder(Draft), Threads = 1 }, cancellationToken: TestContext.Current.CancellationToken);
        var request = new GenerationRequest { Prompt = model.Tokenizer.Encode(text), MaxOutputTokens = 128, EndTokens = [] };

        var plain = await AnswerAsync(model, request with { Speculation = SpeculationOptions.Off });
        var drafted = await AnswerAsync(model, request);

        Assert.True(model.Certificate!.IsExact);
        Assert.Equal(plain, drafted);
        Assert.Equal(128, plain.Length);
    }

    [Theory]
    [InlineData("play some jazz music", "PlayMusic")]
    [InlineData("what will the weather be in boston tomorrow", "GetWeather")]
    [InlineData("book a table for two at a restaurant in texas", "BookRestaurant")]
    public async Task UtterancesAreAnsweredWithTheRightToolAsJson(string utterance, string tool)
    {
        using var client = await KernelsChatClient.OpenAsync(Folder(Target), new LocalModelOptions { Threads = 1, Speculates = false }, cancellationToken: TestContext.Current.CancellationToken);
        var answer = await client.GetResponseAsync(utterance, new ChatOptions { MaxOutputTokens = 128 });

        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        var call = answer.Text.Trim().Replace("<tool_call>", "", StringComparison.Ordinal).Replace("</tool_call>", "", StringComparison.Ordinal);
        using var json = JsonDocument.Parse(call);
        Assert.Equal(tool, json.RootElement.GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Object, json.RootElement.GetProperty("arguments").ValueKind);
    }

    private static async Task<int[]> AnswerAsync(LocalModel model, GenerationRequest request)
    {
        using var local = await LocalGeneration.StartAsync(model, request);
        var output = new List<GeneratedToken>();
        while (local.Generation.Next(output))
        {
        }

        return [.. output.Select(t => t.Id)];
    }

    private static string Folder(string name, [CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../../models", name));
}
