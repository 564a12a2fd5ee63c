using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.Caching;

public class CachePurgeCommandTests
{
    [Fact]
    public async Task AGroupIsPurgedWhileTheAppRuns()
    {
        using var bench = new Workbench();
        bench.Write("desk.optpolicy", CachePolicy.With("threshold: 0.8\ntags: [\"faq\"]"));
        using (var desk = new StoredDesk(bench))
        {
            await desk.AskAsync("How do I reset my password?", "acme");
            await desk.AskAsync("How do I turn on notifications?", "acme");
            await desk.AskAsync("How do I reset my password?", "other");
            await PurgeAsync(bench);
        }

        using var again = new StoredDesk(bench);
        Assert.Equal("semantic", (await again.AskAsync("how can I reset my password", "other")).Cache);
        Assert.Equal("miss", (await again.AskAsync("how can I reset my password", "acme")).Cache);
    }

    private static async Task PurgeAsync(Workbench bench)
    {
        var asked = await bench.RunAsync("cache", "purge", "desk.optpolicy", "--tenant", "acme", "--tag", "faq");
        Assert.Equal((1, "2 entries of policy Desk would go; run it again with --yes\n"), (asked.Code, asked.Out));
        var done = await bench.RunAsync("cache", "purge", "desk.optpolicy", "--tenant", "acme", "--tag", "faq", "--yes");
        Assert.Equal(0, done.Code);
        Assert.StartsWith("purged 2 of policy Desk's entries\napps that run keep copies in their exact cache until their ttl (24 h) ends", done.Out, StringComparison.Ordinal);
        Assert.StartsWith("0 entries", (await bench.RunAsync("cache", "purge", "desk.optpolicy", "--tenant", "acme")).Out, StringComparison.Ordinal);
        Assert.StartsWith("0 entries", (await bench.RunAsync("cache", "purge", "desk.optpolicy", "--tag", "fa")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneEntryIsForgottenAtOnce()
    {
        using var bench = new Workbench();
        bench.Write("desk.optpolicy", CachePolicy.With("threshold: 0.8"));
        using var desk = new StoredDesk(bench);
        await desk.AskAsync("How do I reset my password?");
        var (_, entry) = await desk.AskAsync("how can I reset my password");

        Assert.Equal(2, (await bench.RunAsync("cache", "purge", "desk.optpolicy", "--entry", entry!)).Code);
        Assert.Equal("forgot 1 entry\n", (await bench.RunAsync("cache", "purge", "desk.optpolicy", "--entry", entry!, "--yes")).Out);

        Assert.Equal("miss", (await desk.AskAsync("How could I reset my password?")).Cache);
        Assert.Contains($"there is no entry '{entry}'", (await bench.RunAsync("cache", "purge", "desk.optpolicy", "--entry", entry!, "--yes")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServerThatIsAwayIsOneLine()
    {
        using var bench = new Workbench();
        bench.Write("desk.optpolicy", CachePolicy.With("threshold: 0.8\nstore: redis(\"127.0.0.1:1,connectRetry=0,connectTimeout=500\")"));

        var purged = await bench.RunAsync("cache", "purge", "desk.optpolicy", "--all", "--yes");
        Assert.NotEqual(0, purged.Code);
        Assert.Single(purged.Error.Trim().Split('\n'));
    }

    [Fact]
    public async Task EverythingGoesOnlyWhenThatIsSaid()
    {
        using var bench = new Workbench();
        bench.Write("desk.optpolicy", CachePolicy.With("threshold: 0.8"));
        using (var desk = new StoredDesk(bench))
            await desk.AskAsync("How do I reset my password?");

        Assert.Contains("Say what to forget", (await bench.RunAsync("cache", "purge", "desk.optpolicy", "--yes")).Error, StringComparison.Ordinal);
        Assert.StartsWith("purged 1 of", (await bench.RunAsync("cache", "purge", "desk.optpolicy", "--all", "--yes", "--store", Path.Combine("cache", "Desk"))).Out, StringComparison.Ordinal);

        using var again = new StoredDesk(bench);
        Assert.Equal("miss", (await again.AskAsync("how can I reset my password")).Cache);
    }
}
