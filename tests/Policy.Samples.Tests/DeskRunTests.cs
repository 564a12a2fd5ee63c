using OptPolicy.Reporting;
using SupportSample.Desk;
using SupportSample.Output;
using SupportSample.Traffic;

namespace OptPolicy.Samples.Tests;

public sealed class DeskRunTests
{
    private static readonly string Folder = AppContext.BaseDirectory;

    [Fact]
    public async Task ADayIsTheSameEveryTimeAndSavesMoney()
    {
        var first = await PlayAsync(int.MaxValue);
        var second = await PlayAsync(int.MaxValue);
        var report = SavingsReport.From(first.Entries);

        Assert.Equal(first.Requests.Select(static r => (r.At, r.Trace.Rule, r.Trace.Model, r.Trace.Cost)), second.Requests.Select(static r => (r.At, r.Trace.Rule, r.Trace.Model, r.Trace.Cost)));
        Assert.Empty(first.Unanswered);
        Assert.True(report.SavedShare > 0.4m, $"saved {report.SavedShare}");
        Assert.Equal(report.Total.Requests, report.Recorded);
    }

    [Fact]
    public async Task ThePolicyAnswersAlmostAsManyRightAsTheLargeModelAlone()
    {
        var day = await PlayAsync(int.MaxValue);
        var quality = Quality.Of(day.Requests, Recording.Read(Path.Combine(Folder, "recordings", "premium.jsonl")));
        Assert.Equal(new Quality(338, 334, 337), quality);
    }

    [Fact]
    public async Task EveryKindOfDecisionHappensOnTheDay()
    {
        var day = await PlayAsync(int.MaxValue);
        Assert.Equal(8, ExampleDecisions.Of(day.Requests).Length);
    }

    [Fact]
    public async Task NoTenantAndNoUserSpendsMoreThanItsBudget()
    {
        var day = await PlayAsync(int.MaxValue);
        Assert.All(day.Entries.GroupBy(static e => e.Tenant), static t => Assert.True(t.Sum(static e => e.Trace.Cost) <= 0.40m, t.Key));
        Assert.All(day.Entries.GroupBy(static e => (e.Tenant, e.User)), static u => Assert.True(u.Sum(static e => e.Trace.Cost) <= 0.08m, u.Key.User));
    }

    [Fact]
    public async Task AnswersStayInTheirShopAndTier()
    {
        var day = await PlayAsync(int.MaxValue);
        var hits = day.Requests.Where(static r => r.Trace.Cache == "hit").ToList();
        Assert.NotEmpty(hits);
        Assert.All(hits, hit => Assert.Contains(day.Requests, r =>
            r.At < hit.At && r.Trace.Cache == "miss" && r.Text == hit.Text
            && r.Conversation.Tenant == hit.Conversation.Tenant && r.Conversation.Tier == hit.Conversation.Tier));
    }

    [Fact]
    public async Task TheFirstConversationsCostWhatTheyCost()
    {
        var day = await PlayAsync(40);
        var report = SavingsReport.From(day.Entries);
        Assert.Equal((49L, 64L, 3L), (report.Total.Requests, report.Total.Attempts, report.CacheHits));
        Assert.Equal((0.07874025m, 0.14211m), (report.Total.Paid, report.Total.Baseline));
    }

    private static Task<DeskDay> PlayAsync(int conversations) => DeskRun.PlayAsync(
        [.. TrafficFile.Read(Path.Combine(Folder, "traffic.jsonl")).Conversations.OrderBy(static c => c.At).Take(conversations)],
        Folder, models: null, speed: 0, progress: null, TestContext.Current.CancellationToken);
}
