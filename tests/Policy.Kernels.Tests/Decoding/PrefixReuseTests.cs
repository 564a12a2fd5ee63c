using OptPolicy.Kernels.Decoding;

namespace OptPolicy.Kernels.Tests.Decoding;

public sealed class PrefixReuseTests
{
    private readonly List<MemoryLane> _lanes = [];

    [Fact]
    public async Task NextTurnRunsOnlyWhatIsNew()
    {
        using var pool = Pool(2);
        var history = OpenModel.Prompt(100);
        await Serve(pool, history[..60]);
        await Serve(pool, OpenModel.Prompt(50, seed: 9));

        Assert.Equal(60, await Serve(pool, history));
        Assert.Equal(0, _lanes.Sum(lane => lane.Copies));
    }

    [Fact]
    public async Task LastTokenOfTheSamePromptRunsAgain()
    {
        using var pool = Pool(1);
        var prompt = OpenModel.Prompt(30);
        await Serve(pool, prompt);

        Assert.Equal(29, await Serve(pool, prompt));
        Assert.Equal(29, await Serve(pool, prompt));
    }

    [Fact]
    public async Task LongestPrefixWins()
    {
        using var pool = Pool(3);
        var prompt = OpenModel.Prompt(100);
        await Serve(pool, [.. prompt[..20], .. OpenModel.Prompt(50, seed: 21)]);
        await Serve(pool, [.. prompt[..70], .. OpenModel.Prompt(50, seed: 22)]);
        await Serve(pool, [.. prompt[..40], .. OpenModel.Prompt(50, seed: 23)]);

        Assert.Equal(70, await Serve(pool, prompt));
    }

    [Fact]
    public async Task UnknownPromptTakesTheLeastRecentlyUsedLane()
    {
        using var pool = Pool(2);
        int[] first = [5, .. OpenModel.Prompt(50, seed: 1)], second = [6, .. OpenModel.Prompt(50, seed: 2)];
        await Serve(pool, first);
        await Serve(pool, second);
        await Serve(pool, first);

        Assert.Equal(0, await Serve(pool, [7, 8, 9]));

        Assert.Equal(50, await Serve(pool, first));
    }

    [Fact]
    public async Task SharedInstructionsAreCopiedInsteadOfDroppingAConversation()
    {
        using var pool = Pool(2);
        var instructions = OpenModel.Prompt(80);
        int[] first = [.. instructions, .. OpenModel.Prompt(60, seed: 1)], second = [.. instructions, .. OpenModel.Prompt(60, seed: 2)];
        await Serve(pool, first);

        Assert.Equal(80, await Serve(pool, second));

        Assert.Equal(1, _lanes.Sum(lane => lane.Copies));
        Assert.Equal(139, await Serve(pool, first));
        Assert.Equal(139, await Serve(pool, second));
    }

    [Fact]
    public async Task ScopesNeverShare()
    {
        using var pool = Pool(2);
        var prompt = OpenModel.Prompt(40);
        await Serve(pool, prompt, "tenant a");

        Assert.Equal(0, await Serve(pool, prompt, "tenant b"));
        Assert.Equal(0, await Serve(pool, prompt));
        Assert.Equal(0, _lanes.Sum(lane => lane.Copies));
    }

    [Fact]
    public async Task EqualScopesShare()
    {
        using var pool = Pool(2);
        var prompt = OpenModel.Prompt(40);
        await Serve(pool, prompt, "tenant a");

        Assert.Equal(39, await Serve(pool, prompt, "tenant a"));
    }

    [Fact]
    public async Task ReusedCacheGivesTheLogitsOfAFreshOne()
    {
        using var model = OpenModel.Tiny();
        using var pool = new LanePool(model.CreateLane, new() { Lanes = 2 });
        int[] instructions = OpenModel.Prompt(70), first = [.. instructions, .. OpenModel.Prompt(50, seed: 1)], second = [.. instructions, .. OpenModel.Prompt(50, seed: 2)];

        foreach (var (prompt, cached) in new[] { (first, 0), (second, 70), (first, 119), (second, 119) })
        {
            using var fresh = model.CreateLane();
            using var lease = await pool.RentAsync(new(prompt));
            Assert.Equal(cached, lease.CachedTokens);
            Assert.Equal(
                Prefill.Run(fresh, prompt, CancellationToken.None).ToArray(),
                Prefill.Run(lease.Lane, prompt.AsSpan(lease.CachedTokens), CancellationToken.None).ToArray());
        }
    }

    private static async Task<int> Serve(LanePool pool, int[] prompt, string? scope = null)
    {
        using var lease = await pool.RentAsync(new(prompt) { Scope = scope });
        Assert.Equal(prompt[..lease.CachedTokens], lease.Lane.Tokens.ToArray());
        lease.Lane.Forward(prompt.AsSpan(lease.CachedTokens), 1, CancellationToken.None);
        return lease.CachedTokens;
    }

    private LanePool Pool(int lanes) => new(
        () =>
        {
            _lanes.Add(new());
            return _lanes[^1];
        },
        new() { Lanes = lanes });
}
