using System.Globalization;
using Microsoft.Extensions.AI;
using OptPolicy.Runtime.Tests.Pipeline;
using static OptPolicy.Runtime.Tests.Caching.Semantic.SemanticDesk;

namespace OptPolicy.Runtime.Tests.Caching.Semantic;

public sealed class SemanticFlightTests
{
    private const int Crowd = 100;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("plain")]
    [InlineData("streamed")]
    [InlineData("mixed")]
    public async Task HundredConcurrentParaphrasesMakeOneCall(string mode)
    {
        var gate = new TaskCompletionSource();
        using var desk = Of(new FakeModel(Answer.After(gate.Task, "the one answer")));

        var calls = Enumerable.Range(0, Crowd).Select(i => Task.Run(() => desk.AskAsync(mode switch { "plain" => false, "streamed" => true, _ => i % 2 == 0 }, i % 3 == 0 ? Reset : Forgot, cancellationToken: Token), Token)).ToArray();
        await UntilAsync(() => desk.Models[0].Calls > 0);
        gate.SetResult();
        var answers = await Task.WhenAll(calls);

        Assert.Equal(1, desk.Models[0].Calls);
        Assert.All(answers, a => Assert.Equal("the one answer", a.Text));
        Assert.Equal(Crowd - 1, answers.Count(a => string.Equals(CacheOf(a), "semantic", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task QuestionThatGuardsTellApartFliesAlone()
    {
        var gate = new TaskCompletionSource();
        using var desk = Of(new FakeModel(Answer.After(gate.Task, "first"), Answer.Text("second")));
        var first = desk.AskAsync(Reset, cancellationToken: Token);
        await UntilAsync(() => desk.Models[0].Calls == 1);

        Assert.Equal("second", (await desk.AskAsync(Negated, cancellationToken: Token)).Text);
        gate.SetResult();
        Assert.Equal("first", (await first).Text);
    }

    [Fact]
    public async Task FailureIsNotSharedWithThoseThatWaited()
    {
        var gate = new TaskCompletionSource();
        var failing = new Answer { Before = async token => { await gate.Task.WaitAsync(token); throw new IOException("down"); } };
        using var desk = Of(new FakeModel(failing, Answer.Text("own call")));
        var first = desk.AskAsync(Reset, cancellationToken: Token);
        await UntilAsync(() => desk.Models[0].Calls == 1);
        var second = desk.AskAsync(Forgot, cancellationToken: Token);

        gate.SetResult();

        await Assert.ThrowsAsync<NoAnswerException>(() => first);
        Assert.Equal("own call", (await second).Text);
    }

    [Fact]
    public async Task CallerThatGivesUpLetsAnotherCallInItsPlace()
    {
        using var desk = Of(new FakeModel(Answer.Never(), Answer.Text("taken over")));
        using var leader = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var first = desk.AskAsync(Reset, cancellationToken: leader.Token);
        await UntilAsync(() => desk.Models[0].Calls == 1);
        var others = Enumerable.Range(0, 10).Select(_ => desk.AskAsync(Forgot, cancellationToken: Token)).ToArray();

        await leader.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.All(await Task.WhenAll(others), a => Assert.Equal("taken over", a.Text));
        Assert.Equal(2, desk.Models[0].Calls);
    }

    [Fact]
    public async Task JoinedAnswerCanBeForgottenToo()
    {
        var gate = new TaskCompletionSource();
        using var desk = Of(new FakeModel(Answer.After(gate.Task, "wrong"), Answer.Text("right")));
        var first = desk.AskAsync(Reset, cancellationToken: Token);
        await UntilAsync(() => desk.Models[0].Calls == 1);
        var second = desk.AskAsync(Forgot, cancellationToken: Token);
        gate.SetResult();
        await first;

        Assert.True(await Operations(desk).ForgetAsync(HitOf(await second)!, Token));

        Assert.Equal("right", (await desk.AskAsync(Forgot, cancellationToken: Token)).Text);
    }

    [Fact]
    public async Task TwoTenantsNeverMeetAndTheirOwnEntriesAreFound()
    {
        const int Questions = 20, Duplicates = 10;
        var vectors = new PlantedVectors();
        string Anchor(int i) => "how do i open drawer " + Word(i);
        for (var i = 0; i < Questions; i++)
        {
            vectors.Near("how could i open drawer " + Word(i), Anchor(i), 0.95);
            for (var j = 0; j < Duplicates; j++) vectors.Near($"how would i open drawer {Word(i)} {Word(100 + j)}", Anchor(i), 0.999);
        }

        using var desk = Of(Policy(Settings with { Guards = GuardKinds.None }), vectors, new FakeModel());
        var (mine, theirs) = (new ChatOptions().WithTenant("mine"), new ChatOptions().WithTenant("theirs"));
        for (var i = 0; i < Questions; i++)
        {
            await desk.AskAsync(Anchor(i), mine, Token);
            for (var j = 0; j < Duplicates; j++) await desk.AskAsync($"how would i open drawer {Word(i)} {Word(100 + j)}", theirs, Token);
        }

        var mineIds = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Questions; i++)
        {
            var hit = HitOf(await desk.AskAsync("how could i open drawer " + Word(i), mine, Token));
            Assert.NotNull(hit);
            Assert.True(mineIds.Add(hit.EntryId));
            Assert.Equal(0.95, hit.Similarity, 3);
        }
    }

    private static string Word(int number) => string.Concat(number.ToString(CultureInfo.InvariantCulture).Select(digit => (char)('a' + digit - '0')));

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
