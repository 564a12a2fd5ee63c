using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OptPolicy.Kernels.Chat;
using OptPolicy.Kernels.Speculation;
using OptPolicy.Kernels.Tests.Constraints;

namespace OptPolicy.Kernels.Tests.Chat;

public sealed class RandomModelChatTests(RandomChat chat) : IClassFixture<RandomChat>
{
    private const string Schema = """{"type":"object","properties":{"name":{"type":"string","maxLength":12},"tags":{"type":"array","items":{"enum":["red","green"]},"maxItems":3},"age":{"type":"integer","minimum":0,"maximum":150}},"required":["name","tags","age"]}""";

    private static readonly ChatMessage[] Hello = [new(ChatRole.User, "Who are you?")];

    [Fact]
    public async Task JsonFitsItsSchemaThoughTheWeightsAreRandom()
    {
        var schema = JsonElement.Parse(Schema);
        for (var seed = 0; seed < 8; seed++)
        {
            var response = await chat.Client.GetResponseAsync(Hello, new() { Temperature = 1.5f, Seed = seed, ResponseFormat = ChatResponseFormat.ForJsonSchema(schema) });

            Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
            Assert.True(SchemaCheck.IsValid(schema, JsonElement.Parse(response.Text)), response.Text);
        }
    }

    [Fact]
    public async Task TypedAnswersAreRead()
    {
        var response = await chat.Client.GetResponseAsync<Person>(Hello, new ChatOptions { MaxOutputTokens = 400 });

        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.NotNull(response.Result);
    }

    [Fact]
    public async Task SpeculationChangesNothing()
    {
        foreach (var format in new[] { null, ChatResponseFormat.ForJsonSchema(JsonElement.Parse(Schema)) })
        {
            foreach (var temperature in new float?[] { null, 0.8f })
            {
                var with = await Ask(SpeculationOptions.Default);
                var without = await Ask(SpeculationOptions.Off);
                Assert.Equal(without.Text, with.Text);
                Assert.Equal(0, without.Usage!.AdditionalCounts!["optpolicy.drafts_proposed"]);

                Task<ChatResponse> Ask(SpeculationOptions speculation) => chat.Client.GetResponseAsync(Hello, new()
                {
                    Temperature = temperature,
                    Seed = 4,
                    MaxOutputTokens = 60,
                    ResponseFormat = format,
                    RawRepresentationFactory = _ => new KernelsChatOptions { Speculation = speculation },
                });
            }
        }
    }

    [Fact]
    public async Task ARequiredCallIsValidThoughTheWeightsAreRandom()
    {
        var tool = AIFunctionFactory.Create(static (bool on, int level) => level, "dim", "Dims the light.");

        var response = await chat.Client.GetResponseAsync(Hello, new() { Temperature = 2, Seed = 1, Tools = [tool], ToolMode = ChatToolMode.RequireAny });

        var call = Assert.Single(response.Messages[^1].Contents.OfType<FunctionCallContent>());
        Assert.Null(call.Exception);
        Assert.True(((JsonElement)call.Arguments!["on"]!).ValueKind is JsonValueKind.True or JsonValueKind.False);
        Assert.True(((JsonElement)call.Arguments["level"]!).TryGetInt64(out _));
    }

    [Fact]
    public async Task ChatsAtTheSameTimeAnswerAsEachWouldAlone()
    {
        var prompts = Enumerable.Range(0, 16).Select(static i => $"Question {i}").ToArray();
        var alone = new List<string>();
        foreach (var prompt in prompts)
            alone.Add((await chat.Client.GetResponseAsync(prompt, new() { MaxOutputTokens = 12 })).Text);

        var together = await Task.WhenAll(prompts.Select(async prompt => (await chat.Client.GetResponseAsync(prompt, new() { MaxOutputTokens = 12 })).Text));

        Assert.Equal(alone, together);
    }

    [Fact]
    public async Task TelemetrySeesProviderModelAndTokens()
    {
        var source = $"chat-{Guid.NewGuid():N}";
        var activities = new List<Activity>();
        var measured = new List<(string Name, string Type)>();
        using var listener = new ActivityListener { ShouldListenTo = heard => heard.Name == source, Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded, ActivityStopped = activities.Add };
        ActivitySource.AddActivityListener(listener);
        using var meters = new MeterListener { InstrumentPublished = (instrument, self) => { if (instrument.Meter.Name == source) self.EnableMeasurementEvents(instrument); } };
        meters.SetMeasurementEventCallback<int>((instrument, _, tags, _) => measured.Add((instrument.Name, tags.ToArray().First(static tag => tag.Key == "gen_ai.response.model").Value!.ToString()!)));
        meters.Start();
        // Not disposed: that would close the client below, which other tests use.
        var client = chat.Client.AsBuilder().UseOpenTelemetry(sourceName: source).Build();

        _ = await client.GetStreamingResponseAsync(Hello, new() { MaxOutputTokens = 5 }).ToListAsync();

        var tags = Assert.Single(activities).TagObjects.ToDictionary(static tag => tag.Key, static tag => tag.Value);
        Assert.Equal("optpolicy.onnx", tags["gen_ai.provider.name"]);
        Assert.Equal("random", tags["gen_ai.response.model"]);
        Assert.Equal(5, tags["gen_ai.usage.output_tokens"]);
        Assert.Contains(("gen_ai.client.token.usage", "random"), measured);
    }

    [Fact]
    public void CallersFindTheModelAndItsCertificate()
    {
        Assert.Same(chat.Model, chat.Client.GetService(typeof(LocalModel)));
        Assert.Same(chat.Model.Certificate, chat.Client.GetService(typeof(ExactnessCertificate)));
        Assert.NotNull(chat.Model.Certificate);
    }

    private sealed record Person(string? Name, bool IsHere);
}
