using System.Text.Json;
using Microsoft.Extensions.AI;
using OptPolicy.Kernels.Chat;
using OptPolicy.Kernels.Sampling;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Kernels.Tests.Chat;

public sealed class ChatOptionsTests
{
    private static readonly ChatMessage[] Hello = [new(ChatRole.User, "hi")];

    [Fact]
    public async Task WithoutOptionsTheAnswerIsGreedy()
    {
        Assert.True((await SamplingOf(new())).IsGreedy);
    }

    [Fact]
    public async Task TemperatureAloneDraws()
    {
        var sampling = await SamplingOf(new() { Temperature = 0.7f });

        Assert.False(sampling.IsGreedy);
        Assert.Equal(0.7f, sampling.Temperature);
    }

    [Fact]
    public async Task CuttingOffTokensDrawsToo()
    {
        Assert.Equal(1, (await SamplingOf(new() { TopP = 0.9f })).Temperature);
        Assert.Equal(1, (await SamplingOf(new() { TopK = 40 })).Temperature);
        Assert.True((await SamplingOf(new() { TopK = 1 })).IsGreedy);
        Assert.True((await SamplingOf(new() { Seed = 5 })).IsGreedy);
    }

    [Fact]
    public async Task EveryOptionReachesTheSampler()
    {
        var sampling = await SamplingOf(new()
        {
            Temperature = 0.5f,
            TopP = 0.9f,
            TopK = 12,
            Seed = 3,
            FrequencyPenalty = 0.25f,
            PresencePenalty = 0.75f,
            RawRepresentationFactory = static _ => new KernelsChatOptions { MinP = 0.05f, RepetitionPenalty = 1.1f },
        });

        Assert.Equal(new SamplingOptions { Temperature = 0.5f, TopP = 0.9f, TopK = 12, Seed = 3, FrequencyPenalty = 0.25f, PresencePenalty = 0.75f, MinP = 0.05f, RepetitionPenalty = 1.1f }, sampling);
    }

    [Theory]
    [InlineData(-1f, null, null)]
    [InlineData(null, 1.5f, null)]
    [InlineData(null, null, 0)]
    public async Task ValuesOutOfRangeAreRefused(float? temperature, float? topP, int? maxOutput)
    {
        using var client = ScriptedEngine.Client(static _ => "x");

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.GetResponseAsync(Hello, new() { Temperature = temperature, TopP = topP, MaxOutputTokens = maxOutput }));
    }

    [Fact]
    public async Task LocalOptionsReachTheGeneration()
    {
        var engine = new ScriptedEngine(static _ => "x");
        using var client = new KernelsChatClient(engine, null, "script");

        await client.GetResponseAsync(Hello, new()
        {
            RawRepresentationFactory = static _ => new KernelsChatOptions { Speculation = SpeculationOptions.Off, Scope = "tenant", ReportsConfidence = false, DraftHints = ["abc"] },
        });

        Assert.Equal("tenant", engine.LastScope);
        Assert.Same(SpeculationOptions.Off, engine.Last!.Speculation);
        Assert.Null(engine.Last.TopLogProbabilities);
        Assert.Equal(engine.Tokenizer.Encode("abc"), Assert.Single(engine.Last.DraftHints).ToArray());
    }

    [Fact]
    public async Task TheCallersOptionsStayAsTheyWere()
    {
        using var client = ScriptedEngine.Client(static _ => "{}");
        var options = new ChatOptions { Instructions = "A", StopSequences = ["s"], Tools = [AIFunctionFactory.Create(static () => 1, "f")], ResponseFormat = ChatResponseFormat.Json };
        var before = JsonSerializer.Serialize(options, AIJsonUtilities.DefaultOptions);
        List<ChatMessage> messages = [.. Hello];

        await client.GetResponseAsync(messages, options);

        Assert.Equal(before, JsonSerializer.Serialize(options, AIJsonUtilities.DefaultOptions));
        Assert.Single(messages);
        Assert.Single(options.StopSequences);
    }

    [Fact]
    public async Task ConfidenceIsTheGeometricMeanOfTheTokensProbabilities()
    {
        var certainty = 7f;
        var engine = new ScriptedEngine(static _ => "hello", certainty: certainty);
        using var client = new KernelsChatClient(engine, null, "script");

        var response = await client.GetResponseAsync(Hello);

        var expected = Math.Exp(certainty) / (Math.Exp(certainty) + engine.Spec.VocabularySize - 1);
        Assert.Equal(expected, Assert.IsType<double>(response.AdditionalProperties![KernelsChatClient.ConfidenceProperty]), 1e-5);
    }

    [Fact]
    public async Task AStreamsConfidenceComesWithItsLastUpdate()
    {
        using var client = ScriptedEngine.Client(static _ => "hello");

        var updates = await client.GetStreamingResponseAsync(Hello).ToListAsync();

        Assert.InRange(Assert.IsType<double>(updates[^1].AdditionalProperties![KernelsChatClient.ConfidenceProperty]), 0.99, 1);
    }

    [Fact]
    public async Task TokensComeWithTheirProbabilitiesWhenAsked()
    {
        using var client = ScriptedEngine.Client(static _ => "hello the ");

        var response = await client.GetResponseAsync(Hello, new() { RawRepresentationFactory = static _ => new KernelsChatOptions { LogProbabilities = 2 } });

        var tokens = Assert.IsAssignableFrom<IReadOnlyList<TokenLogProbability>>(response.AdditionalProperties![KernelsChatClient.LogProbabilitiesProperty]);
        Assert.Equal("hello the ", string.Concat(tokens.Select(token => token.Text)));
        Assert.All(tokens, token => Assert.Equal((token.Id, 2), (token.Alternatives[0].Id, token.Alternatives.Count)));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("c the")]
    [InlineData("the hello")]
    public async Task AStopTextEndsTheAnswerWhereverItsTokensEnd(string stop)
    {
        const string Answer = "hello abc the hello";
        using var client = ScriptedEngine.Client(static _ => Answer);

        var updates = await client.GetStreamingResponseAsync(Hello, new() { StopSequences = [stop, "nowhere"] }).ToListAsync();

        Assert.Equal(Answer[..Answer.IndexOf(stop, StringComparison.Ordinal)], string.Concat(updates.Select(update => update.Text)));
        Assert.Equal(ChatFinishReason.Stop, updates[^1].FinishReason);
    }

    [Fact]
    public async Task TextThatOnlyStartsLikeAStopIsGivenInTheEnd()
    {
        using var client = ScriptedEngine.Client(static _ => "hello ab");

        Assert.Equal("hello ab", (await client.GetResponseAsync(Hello, new() { StopSequences = ["abc"] })).Text);
    }

    private static async Task<SamplingOptions> SamplingOf(ChatOptions options)
    {
        var engine = new ScriptedEngine(static _ => "x");
        using var client = new KernelsChatClient(engine, null, "script");
        await client.GetResponseAsync(Hello, options);
        return engine.Last!.Sampling;
    }
}
