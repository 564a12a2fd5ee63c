using OptPolicy.Runtime.Tests.Pipeline;
using OptPolicy.Runtime.Tests.Telemetry;
using static OptPolicy.Runtime.Tests.Caching.Semantic.SemanticDesk;

namespace OptPolicy.Runtime.Tests.Caching.Semantic;

public sealed class SemanticTelemetryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TheSpanOfAHitSaysHowNearItWasAndWhatItSavedAndNoText(bool streaming)
    {
        using var spans = new SpanCollector();
        using var desk = Of(new FakeModel(Answer.Text("press the link")));
        await desk.AskAsync(Reset, cancellationToken: TestContext.Current.CancellationToken);
        desk.Clock.Advance(TimeSpan.FromMinutes(2));

        var hit = HitOf(await desk.AskAsync(streaming, Forgot, cancellationToken: TestContext.Current.CancellationToken))!;

        var (first, second) = (spans.Of(desk).Where(static s => s.OperationName == "policy Desk").First(), spans.Of(desk).Where(static s => s.OperationName == "policy Desk").Last());
        Assert.Null(first.GetTagItem("optpolicy.cache.similarity"));
        Assert.Equal(("semantic", "near", 120.0), (second.GetTagItem("optpolicy.cache"), second.GetTagItem("optpolicy.cache.reason"), second.GetTagItem("optpolicy.cache.age")));
        Assert.Equal((hit.Similarity, (double)hit.Saved), (second.GetTagItem("optpolicy.cache.similarity"), second.GetTagItem("optpolicy.cache.saved")));
        Assert.True(hit.Saved > 0);
        Assert.DoesNotContain(spans.Of(desk).SelectMany(static s => s.TagObjects), static t => t.Value is string text && text.Contains("password", StringComparison.OrdinalIgnoreCase));
    }
}
