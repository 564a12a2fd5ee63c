using System.Diagnostics;
using Microsoft.Extensions.AI;
using OptPolicy.Runtime.Tests.Pipeline;

namespace OptPolicy.Runtime.Tests.Telemetry;

public sealed class TelemetryTests
{
    private const string Secret = "my password is hunter2";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RequestIsOneSpanWithASpanForEachAttempt(bool streaming)
    {
        using var spans = new SpanCollector();
        using var desk = WithFallback(new FakeModel(Answer.Fails(503)), new FakeModel());

        await desk.AskAsync(streaming, Secret, new() { Temperature = 0.5f }, Token);

        var request = Assert.Single(spans.Of(desk), s => s.OperationName == "policy Desk");
        var attempts = spans.Of(desk).Where(s => s.OperationName.StartsWith("chat ", StringComparison.Ordinal)).ToList();
        Assert.Equal(["chat a", "chat b"], attempts.Select(a => a.OperationName));
        Assert.All(attempts, a => Assert.Equal(request.SpanId, a.ParentSpanId));
        Assert.Equal(("to_a", "b", "off", "ok"), (request.GetTagItem("optpolicy.rule"), request.GetTagItem("optpolicy.model"), request.GetTagItem("optpolicy.cache"), request.GetTagItem("optpolicy.outcome")));
        Assert.Equal(0.0003, request.GetTagItem("optpolicy.cost.settled"));
        Assert.Equal(("chat", "b", 100L, 50L), (attempts[1].GetTagItem("gen_ai.operation.name"), attempts[1].GetTagItem("gen_ai.request.model"), attempts[1].GetTagItem("gen_ai.usage.input_tokens"), attempts[1].GetTagItem("gen_ai.usage.output_tokens")));
        Assert.Equal((503, ActivityStatusCode.Error, typeof(HttpRequestException).FullName), (attempts[0].GetTagItem("http.response.status_code"), attempts[0].Status, attempts[0].GetTagItem("error.type")));
    }

    [Fact]
    public async Task ProvidersOwnSpansLieBelowTheAttempt()
    {
        using var spans = new SpanCollector();
        Activity? seen = null;
        using var desk = WithFallback(new FakeModel(new Answer { Before = _ => { seen = Activity.Current; return Task.CompletedTask; } }), new FakeModel());

        await desk.AskAsync(cancellationToken: Token);

        Assert.Equal("chat a", seen?.OperationName);
    }

    [Fact]
    public async Task CallersSpanIsCurrentAgainAfterTheRequest()
    {
        using var spans = new SpanCollector();
        using var desk = WithFallback(new FakeModel(), new FakeModel());
        using var mine = new Activity("mine").Start();

        await desk.AskAsync(cancellationToken: Token);
        Assert.Same(mine, Activity.Current);
        await foreach (var update in desk.Client.GetStreamingResponseAsync(Desk.Prompt("hello"), cancellationToken: Token)) Assert.Same(mine, Activity.Current);
        Assert.Same(mine, Activity.Current);
    }

    [Fact]
    public async Task MetricsCountRequestsMoneyAndTokensWithoutNamingTenants()
    {
        using var meter = new MeterCollector();
        using var desk = new Desk(new HandPolicy { ModelTable = [HandPolicy.Model(0, "only-metered")] }, new FakeModel());

        await desk.AskAsync(options: new ChatOptions().WithTenant("tenant-secret").WithUser("user-secret"), cancellationToken: Token);

        var mine = meter.Measurements.Where(m => m.Tags.Any(t => t.Value is "only-metered")).ToList();
        Assert.Equal(1, mine.Single(m => m.Name == "optpolicy.requests").Value);
        Assert.Equal(0.0003, mine.Single(m => m.Name == "optpolicy.cost").Value, 9);
        Assert.Equal([100, 50], mine.Where(m => m.Name == "gen_ai.client.token.usage").Select(m => m.Value));
        Assert.Equal(1, mine.Single(m => m.Name == "optpolicy.attempts").Value);
        Assert.DoesNotContain(mine, m => m.Tags.Any(t => t.Value is string s && s.Contains("secret", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task NoTextOfARequestOrAnswerLeavesThroughTracesSpansOrLogs()
    {
        using var spans = new SpanCollector();
        using var logs = new LogCollector();
        using var desk = new Desk(
            new HandPolicy
            {
                ModelTable = [HandPolicy.Model(0, "a"), HandPolicy.Model(1, "b")],
                FallbackValue = new() { Steps = [new(1, null)] },
                CacheValue = new(TimeSpan.FromHours(1), []),
            },
            o => o.LoggerFactory = logs,
            new FakeModel(Answer.Throws(new IOException("down"))),
            new FakeModel(Answer.Text("the answer is swordfish")));

        await desk.AskAsync(text: Secret, cancellationToken: Token);
        await desk.AskAsync(streaming: true, Secret, cancellationToken: Token);

        var said = logs.Lines
            .Concat(spans.Of(desk).SelectMany(s => s.TagObjects.Select(t => t.Value?.ToString() ?? "")))
            .Concat(desk.Ledger.Entries.Select(e => e.Trace + string.Join(';', e.Trace.Notes) + string.Join(';', e.Trace.Attempts)))
            .ToList();
        Assert.NotEmpty(logs.Lines);
        Assert.DoesNotContain(said, s => s.Contains("hunter2", StringComparison.Ordinal) || s.Contains("swordfish", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LedgerThatFailsDoesNotFailTheRequest()
    {
        using var logs = new LogCollector();
        using var desk = new Desk(new HandPolicy { ModelTable = [HandPolicy.Model(0, "a")] }, o => { o.Ledger = new BrokenLedger(); o.LoggerFactory = logs; }, new FakeModel());

        Assert.Equal("ok", (await desk.AskAsync(cancellationToken: Token)).Text);
        Assert.Contains(logs.Lines, static l => l.Contains("ledger refused", StringComparison.Ordinal));
    }

    private static Desk WithFallback(FakeModel a, FakeModel b) => new(
        new HandPolicy { ModelTable = [HandPolicy.Model(0, "a"), HandPolicy.Model(1, "b")], FallbackValue = new() { Steps = [new(1, null)] } }, a, b);

    private sealed class BrokenLedger : IUsageLedger
    {
        public void Append(in UsageEntry entry) => throw new InvalidOperationException("full");
    }
}
