using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OptPolicy.Kernels;
using OptPolicy.Kernels.Chat;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Speculation;
using OptPolicy.Runtime.Tests.Pipeline;
using OptPolicy.Runtime.Tests.Telemetry;

namespace OptPolicy.Runtime.Tests.Providers.Local;

/// <summary>A real model, little and with random weights, behind the middleware.</summary>
public sealed class LocalModelPolicyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optpolicy-local-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnswersForNothingAndCountsWhatItWouldHaveCost(bool streaming)
    {
        using var desk = Over(Local(), baseline: 1);

        var answer = await desk.AskAsync(streaming, options: new ChatOptions { MaxOutputTokens = 8 }, cancellationToken: Token);

        var trace = desk.Trace;
        Assert.Equal(("local", OutcomeClass.Ok, 0m), (trace.Model, trace.Outcome, trace.Cost));
        Assert.Equal((answer.Usage!.InputTokenCount, answer.Usage.OutputTokenCount), (trace.InputTokens, trace.OutputTokens));
        Assert.Equal((trace.InputTokens * 0.000001m) + (trace.OutputTokens * 0.000004m), trace.BaselineCost);
        Assert.True(trace.BaselineCost > 0);
    }

    [Fact]
    public async Task SpeculationShowsInSpansAndMetricsAndChangesNoAnswer()
    {
        using var spans = new SpanCollector();
        using var meter = new MeterCollector();
        using var plain = Over(Local());
        using var speculating = Over(Local() with { Local = new LocalModelInfo { Speculation = SpeculationOptions.Default } });
        var options = new ChatOptions { MaxOutputTokens = 48, Temperature = 0 };

        var expected = await plain.AskAsync(text: "aaaa aaaa aaaa aaaa", options: options, cancellationToken: Token);
        var answer = await speculating.AskAsync(text: "aaaa aaaa aaaa aaaa", options: options, cancellationToken: Token);

        Assert.Equal(expected.Text, answer.Text);
        var attempt = spans.Of(speculating).Last(static s => s.OperationName == "chat local");
        Assert.Equal(answer.Usage!.AdditionalCounts!["optpolicy.rounds"], attempt.GetTagItem("optpolicy.rounds"));
        Assert.Equal(answer.Usage.AdditionalCounts["optpolicy.drafts_accepted"], attempt.GetTagItem("optpolicy.drafts_accepted"));
        Assert.Contains(meter.Measurements, static m => m.Name == "optpolicy.speculation.rounds" && m.Value > 0);
    }

    [Fact]
    public async Task BrokenModelIsNotRetriedAndAnotherOneAnswers()
    {
        var cloud = new FakeModel(Answer.Text("from afar"));
        using var desk = Over(Local() with { ProviderArgument = Path.Combine(_folder, "none") }, cloud, new FallbackSettings { Steps = [new(1, null)], RetryCount = 3 });

        var answer = await desk.AskAsync(cancellationToken: Token);

        Assert.Equal("from afar", answer.Text);
        Assert.Equal([OutcomeClass.Unsupported, OutcomeClass.Ok], desk.Trace.Attempts.Select(static a => a.Outcome));
    }

    [Fact]
    public async Task PromptBeyondTheContextGoesToAnotherModel()
    {
        var cloud = new FakeModel(Answer.Text("from afar"));

        // Declared larger than it is, so that the middleware finds out only by asking.
        using var desk = Over(Local() with { ContextTokens = 100_000 }, cloud, new FallbackSettings { Steps = [new(1, null)] });

        var answer = await desk.AskAsync(text: new string('a', 3_000), cancellationToken: Token);

        Assert.Equal("from afar", answer.Text);
        Assert.Equal(OutcomeClass.ContextOverflow, desk.Trace.Attempts[0].Outcome);
    }

    [Fact]
    public async Task PoliciesOfOneAppShareAModelAndTenantsShareNoPrompts()
    {
        using var services = new ServiceCollection().AddSingleton<LocalModelRegistry>().BuildServiceProvider();
        var policy = new HandPolicy { ModelTable = [Local()] };
        using var one = new PolicyChatClient(policy, [null], null, services);
        using var two = new PolicyChatClient(policy, [null], null, services);

        var first = await AskAsync(one, "north");
        var sameTenant = await AskAsync(two, "north");
        var otherTenant = await AskAsync(two, "south");

        Assert.Same(one.GetService(typeof(LocalModel), "local"), two.GetService(typeof(LocalModel), "local"));
        Assert.Equal(0, first.Usage!.CachedInputTokenCount);
        Assert.True(sameTenant.Usage!.CachedInputTokenCount > 0);
        Assert.Equal(0, otherTenant.Usage!.CachedInputTokenCount);
    }

    [Fact]
    public void ScopeOfTheCallerStaysWithinItsTenant()
    {
        var options = new ChatOptions { RawRepresentationFactory = static _ => new KernelsChatOptions { Scope = "draft", MinP = 0.1f } };

        var scoped = LocalRequestOptions.For(options, "north", hint: null)!;

        Assert.NotSame(options, scoped);
        Assert.Equal(new KernelsChatOptions { Scope = "north/draft", MinP = 0.1f }, (KernelsChatOptions)scoped.RawRepresentationFactory!(new FakeModel())!);
        Assert.Same(options, LocalRequestOptions.For(options, "", hint: null));
    }

    [Fact]
    public async Task DeviceThatIsNotThereIsLoggedAndTheProcessorRuns()
    {
        using var logs = new LogCollector();
        var local = Local() with { Local = new LocalModelInfo { Devices = new([Kernels.Devices.DeviceKind.DirectML]) } };
        using var client = new PolicyChatClient(new HandPolicy { ModelTable = [local] }, [null], new PolicyChatClientOptions { LoggerFactory = logs });

        await client.GetResponseAsync("hello", new ChatOptions { MaxOutputTokens = 2 }, Token);

        Assert.Contains(logs.Lines, static l => l.Contains("model local does not run on DirectML", StringComparison.Ordinal));
        Assert.Contains(logs.Lines, static l => l.Contains("is loaded from", StringComparison.Ordinal) && l.Contains("CPUExecutionProvider", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DeviceThatIsNotThereIsAnErrorWhenThePolicySaysSo()
    {
        var local = Local() with { Local = new LocalModelInfo { Devices = new([Kernels.Devices.DeviceKind.DirectML], IsStrict: true) } };
        using var client = LocalModels.Create("Desk", local, services: null, new PolicyChatClientOptions());

        var error = await Assert.ThrowsAsync<PolicyConfigurationException>(() => client.GetResponseAsync("hello", cancellationToken: Token));

        Assert.Contains("DirectML", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task<ChatResponse> AskAsync(IChatClient client, string tenant) =>
        client.GetResponseAsync("What are your opening hours?", new ChatOptions { MaxOutputTokens = 4 }.WithTenant(tenant), Token);

    private ModelInfo Local() => HandPolicy.FreeModel(0, "local") with
    {
        Provider = ModelProvider.Onnx,
        ProviderArgument = RandomModel.Write(Path.Combine(_folder, "tiny")).Path,
        ContextTokens = 1_000,
        MaxOutputTokens = 100,
        Local = new LocalModelInfo(),
    };

    private static Desk Over(ModelInfo local, FakeModel? cloud = null, FallbackSettings? fallback = null, int baseline = 0) => new(
        new HandPolicy { ModelTable = [local, HandPolicy.Model(1, "cloud")], FallbackValue = fallback ?? FallbackSettings.None, Baseline = baseline },
        [null!, cloud ?? new FakeModel()]);
}
