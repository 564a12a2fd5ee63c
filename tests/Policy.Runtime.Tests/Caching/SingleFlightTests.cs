using Microsoft.Extensions.AI;
using OptPolicy.Runtime.Tests.Pipeline;

namespace OptPolicy.Runtime.Tests.Caching;

public sealed class SingleFlightTests
{
    private const int Crowd = 100;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("plain")]
    [InlineData("streamed")]
    [InlineData("mixed")]
    public async Task HundredConcurrentIdenticalMissesMakeOneCall(string mode)
    {
        var gate = new TaskCompletionSource();
        using var desk = CachingDesk.Of(new FakeModel(Answer.After(gate.Task, "the one answer")));

        var calls = Enumerable.Range(0, Crowd).Select(i => Task.Run(() => AskAsync(desk.Client, mode switch { "plain" => false, "streamed" => true, _ => i % 2 == 0 }, Token), Token)).ToArray();
        await UntilAsync(() => desk.Models[0].Calls == 1);
        gate.SetResult();
        var texts = await Task.WhenAll(calls);

        Assert.Equal(1, desk.Models[0].Calls);
        Assert.All(texts, t => Assert.Equal("the one answer", t));
        var states = desk.Ledger.Entries.Select(e => e.Trace.Cache).ToLookup(s => s);
        Assert.Single(states["miss"]);
        Assert.Equal(Crowd - 1, states["joined"].Count() + states["hit"].Count());
        Assert.Equal(0.0003m, desk.Ledger.Entries.Sum(e => e.Trace.Cost));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CallerThatGivesUpDoesNotTakeTheOthersWithIt(bool streaming)
    {
        var gate = new TaskCompletionSource();
        using var desk = CachingDesk.Of(new FakeModel(Answer.Never(), Answer.After(gate.Task, "taken over")));
        using var leader = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var first = AskAsync(desk.Client, streaming, leader.Token);
        await UntilAsync(() => desk.Models[0].Calls == 1);
        var others = Enumerable.Range(0, 10).Select(i => AskAsync(desk.Client, i % 2 == 0, Token)).ToArray();

        await leader.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await UntilAsync(() => desk.Models[0].Calls == 2);
        gate.SetResult();

        Assert.All(await Task.WhenAll(others), t => Assert.Equal("taken over", t));
        Assert.Equal(2, desk.Models[0].Calls);
    }

    [Fact]
    public async Task WaitingCallerMayGiveUpAlone()
    {
        var gate = new TaskCompletionSource();
        using var desk = CachingDesk.Of(new FakeModel(Answer.After(gate.Task, "for the patient")));
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var first = AskAsync(desk.Client, streaming: false, Token);
        var second = AskAsync(desk.Client, streaming: false, impatient.Token);

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        gate.SetResult();

        Assert.Equal("for the patient", await first);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FailureOfTheFirstLetsEveryoneTryForThemselves(bool streaming)
    {
        var gate = new TaskCompletionSource();
        var failing = new Answer { Before = async token => { await gate.Task.WaitAsync(token); throw new IOException("down"); } };
        using var desk = CachingDesk.Of(new FakeModel(failing, Answer.Text("own call")));
        var first = AskAsync(desk.Client, streaming, Token);
        var others = Enumerable.Range(0, 5).Select(_ => AskAsync(desk.Client, streaming, Token)).ToArray();

        gate.SetResult();

        await Assert.ThrowsAsync<NoAnswerException>(() => first);
        Assert.All(await Task.WhenAll(others), t => Assert.Equal("own call", t));
    }

    [Fact]
    public async Task StreamThatItsReaderLeavesIsTakenOver()
    {
        using var desk = CachingDesk.Of(new FakeModel(Answer.StallsInTheMiddle("half an"), Answer.Text("whole")));
        var leader = desk.Client.GetStreamingResponseAsync(Desk.Prompt("hello"), cancellationToken: Token).GetAsyncEnumerator(Token);
        Assert.True(await leader.MoveNextAsync());
        var follower = AskAsync(desk.Client, streaming: false, Token);

        await leader.DisposeAsync();

        Assert.Equal("whole", await follower);
    }

    [Fact]
    public async Task DifferentTenantsNeverShareAnAnswerOrACall()
    {
        var gate = new TaskCompletionSource();
        using var desk = CachingDesk.Of(new FakeModel(Answer.After(gate.Task, "mine")));

        var calls = new[] { "acme", "beta", "" }.Select(tenant => desk.Client.GetResponseAsync(Desk.Prompt("hello"), new ChatOptions().WithTenant(tenant), Token)).ToArray();
        gate.SetResult();
        await Task.WhenAll(calls);

        Assert.Equal(3, desk.Models[0].Calls);
        Assert.All(desk.Ledger.Entries, e => Assert.Equal("miss", e.Trace.Cache));
    }

    [Fact]
    public async Task CrowdOfDifferentRequestsKeepsApartAndLeavesNoFlightBehind()
    {
        using var desk = CachingDesk.Of(new FakeModel(Answer.Text("ok")));

        await Parallel.ForAsync(0, 2_000, Token, async (i, token) =>
        {
            var text = "question " + (i % 50);
            await AskAsync(desk.Client, i % 3 == 0, token, text);
        });

        Assert.Equal(50, desk.Models[0].Calls);
        Assert.Equal(2_000, desk.Ledger.Entries.Count);
        Assert.Equal(50, desk.Ledger.Entries.Count(e => e.Trace.Cache == "miss"));
    }

    private static async Task<string> AskAsync(IChatClient client, bool streaming, CancellationToken token, string text = "hello")
    {
        if (!streaming) return (await client.GetResponseAsync(Desk.Prompt(text), null, token)).Text;
        var all = "";
        await foreach (var update in client.GetStreamingResponseAsync(Desk.Prompt(text), null, token)) all += update.Text;
        return all;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
