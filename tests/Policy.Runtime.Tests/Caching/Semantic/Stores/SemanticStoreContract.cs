using Microsoft.Extensions.Time.Testing;

namespace OptPolicy.Runtime.Tests.Caching.Semantic.Stores;

/// <summary>What every store must do, whatever is behind it.</summary>
public abstract class SemanticStoreContract : IAsyncDisposable
{
    protected const string Partition = "00000000000000000000000000000000AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private const string Other = "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private const float Diagonal = 0.70710678f;

    private readonly List<ISemanticStore> _opened = [];

    protected FakeTimeProvider Clock { get; } = new(DateTimeOffset.UnixEpoch.AddYears(60));

    protected abstract ISemanticStore Open(SemanticStoreSettings settings);

    [Fact]
    public async Task ScoresAreCosines()
    {
        var store = Store();
        await Add(store, "a", vector: [1, 0, 0]);

        Assert.Equal(1, (await Find(store, [1, 0, 0], floor: 0.9f)).Single().Similarity, 0.005);
        Assert.Equal(Diagonal, (await Find(store, [Diagonal, Diagonal, 0], floor: 0.5f)).Single().Similarity, 0.005);
        Assert.Equal(-1, (await Find(store, [-1, 0, 0], floor: -1)).Single().Similarity, 0.005);
        Assert.Empty(await Find(store, [Diagonal, Diagonal, 0], floor: 0.75f));
    }

    [Fact]
    public async Task NearestComeFirstAndOnlyAsManyAsAskedFor()
    {
        var store = Store();
        for (var i = 0; i < 10; i++)
            await Add(store, $"{i}", vector: Unit(1, i * 0.1f, 0));

        Assert.Equal(["0", "1", "2"], (await Find(store, [1, 0, 0], floor: 0.1f, count: 3)).Select(m => m.Entry.Question));
    }

    [Fact]
    public async Task EntriesComeBackWhole()
    {
        var store = Store();
        var entry = Entry("a", vector: [1, 0, 0]) with
        {
            Tenant = "acme",
            Model = "small",
            Tags = ["handbook", "v2"],
            Cost = 0.000123m,
            State = new SemanticEntryState([new HitLabel(0.93, IsRight: true), new HitLabel(0.8, IsRight: false)], ["u1", "u2"], 7),
        };
        await store.AddAsync(entry, CancellationToken.None);

        var found = (await Find(store, [1, 0, 0])).Single().Entry;
        Assert.Equal((entry.Id, entry.Partition, entry.Scope, entry.Tenant, entry.Model, entry.Question, entry.Cost), (found.Id, found.Partition, found.Scope, found.Tenant, found.Model, found.Question, found.Cost));
        Assert.Equal((entry.Created, entry.Expires), (found.Created, found.Expires));
        Assert.Equal(entry.Answer.ToArray(), found.Answer.ToArray());
        Assert.Equal(entry.Tags, found.Tags);
        Assert.Equal(entry.State.Labels, found.State.Labels);
        Assert.Equal(entry.State.Users, found.State.Users);
        Assert.Equal(7, found.State.Hits);
    }

    [Fact]
    public async Task AnotherPartitionIsNeitherSeenNorInTheWay()
    {
        var store = Store();
        for (var i = 0; i < 30; i++)
            await Add(store, $"theirs {i}", partition: Other, vector: [1, 0, 0]);
        await Add(store, "ours", vector: Unit(1, 0.3f, 0));

        Assert.Equal(["ours"], (await Find(store, [1, 0, 0], floor: 0.5f)).Select(m => m.Entry.Question));
    }

    [Fact]
    public async Task SameNameReplaces()
    {
        var store = Store();
        await Add(store, "a", vector: [1, 0, 0]);
        await store.AddAsync(Entry("a", vector: [0, 1, 0]) with { Question = "new" }, CancellationToken.None);

        Assert.Empty(await Find(store, [1, 0, 0], floor: 0.5f));
        Assert.Equal("new", (await Find(store, [0, 1, 0])).Single().Entry.Question);
        Assert.Equal(1, await store.CountAsync("desk", CancellationToken.None));
    }

    [Fact]
    public async Task ExpiredEntriesAreNotFound()
    {
        var store = Store();
        await store.AddAsync(Entry("short", [1, 0, 0]) with { Expires = Clock.GetUtcNow().AddMinutes(1) }, CancellationToken.None);
        await store.AddAsync(Entry("long", [1, 0, 0]) with { Expires = Clock.GetUtcNow().AddHours(1) }, CancellationToken.None);
        Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(["long"], (await Find(store, [1, 0, 0])).Select(m => m.Entry.Question));
    }

    [Fact]
    public async Task ForgottenEntriesAreGoneAndOthersStay()
    {
        var store = Store();
        await Add(store, "a", vector: [1, 0, 0]);
        await Add(store, "b", vector: [1, 0, 0]);

        Assert.True(await store.ForgetAsync(Partition, Id("a"), CancellationToken.None));
        Assert.False(await store.ForgetAsync(Partition, Id("a"), CancellationToken.None));
        Assert.Equal(["b"], (await Find(store, [1, 0, 0])).Select(m => m.Entry.Question));
    }

    [Fact]
    public async Task UpdatesAreFoundAndNeedAnEntry()
    {
        var store = Store();
        await Add(store, "a", vector: [1, 0, 0]);
        var state = new SemanticEntryState([new HitLabel(0.9, IsRight: true)], ["u"], 3);

        Assert.True(await store.UpdateAsync(Partition, Id("a"), state, CancellationToken.None));
        Assert.False(await store.UpdateAsync(Partition, Id("z"), state, CancellationToken.None));
        var found = (await Find(store, [1, 0, 0])).Single().Entry.State;
        Assert.Equal((3, "u", 0.9), (found.Hits, found.Users.Single(), found.Labels.Single().Similarity));
    }

    [Theory]
    [InlineData(null, null, null, "")]
    [InlineData("acme", null, null, "2")]
    [InlineData(null, "small", null, "3")]
    [InlineData(null, null, "hr", "1 2")]
    [InlineData("acme", "large", null, "1 2")]
    public async Task PurgesHideTheGroupThatWasThereAndNothingLater(string? tenant, string? model, string? tag, string left)
    {
        var store = Store();
        await store.AddAsync(Entry("1", [1, 0, 0]) with { Tenant = "acme", Model = "small", Tags = ["it"] }, CancellationToken.None);
        await store.AddAsync(Entry("2", [1, 0, 0]) with { Tenant = "globex", Model = "small", Tags = ["it"] }, CancellationToken.None);
        await store.AddAsync(Entry("3", [1, 0, 0]) with { Tenant = "acme", Model = "large", Tags = ["hr"] }, CancellationToken.None);
        await store.PurgeAsync(new SemanticPurge("desk", tenant, model, tag), CancellationToken.None);
        await store.PurgeAsync(new SemanticPurge("another"), CancellationToken.None);

        Assert.Equal(left, string.Join(' ', (await Find(store, [1, 0, 0])).Select(m => m.Entry.Question).Order(StringComparer.Ordinal)));
        await store.AddAsync(Entry("4", [1, 0, 0]) with { Tenant = "acme", Model = "small", Tags = ["hr"] }, CancellationToken.None);
        Assert.Contains("4", (await Find(store, [1, 0, 0])).Select(m => m.Entry.Question));
    }

    [Fact]
    public async Task LearnedStateIsKept()
    {
        var store = Store();
        Assert.Null(await store.ReadStateAsync("s", CancellationToken.None));
        await store.WriteStateAsync("s", new byte[] { 1, 2, 3 }, CancellationToken.None);
        await store.WriteStateAsync("s", new byte[] { 4 }, CancellationToken.None);

        Assert.Equal([4], (await store.ReadStateAsync("s", CancellationToken.None))!);
    }

    [Fact]
    public async Task WritersAndReadersDoNotDisturbEachOther()
    {
        var store = Store();
        await Parallel.ForAsync(0, 200, async (i, ct) =>
        {
            await store.AddAsync(Entry($"{i}", Unit(1, i % 7, i % 3)), ct);
            foreach (var match in await Find(store, Unit(1, i % 5, 0), floor: 0.2f))
                Assert.Equal(Id(match.Entry.Question), match.Entry.Id);
        });

        Assert.Equal(200, await store.CountAsync("desk", CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _opened)
            await store.DisposeAsync();
        Clean();
        GC.SuppressFinalize(this);
    }

    protected virtual void Clean()
    {
    }

    protected ISemanticStore Store(int capacity = 100_000, int? perScope = null)
    {
        var store = Open(new SemanticStoreSettings("desk", new("test", ""), 3, capacity, perScope, Clock));
        _opened.Add(store);
        return store;
    }

    protected SemanticEntry Entry(string question, float[] vector, string partition = Partition) => new()
    {
        Id = Id(question),
        Partition = partition,
        Policy = "desk",
        Scope = "scope",
        Tenant = "",
        Model = "model",
        Question = question,
        Vector = vector,
        Answer = System.Text.Encoding.UTF8.GetBytes($"answer to {question}"),
        Created = Clock.GetUtcNow(),
        Expires = Clock.GetUtcNow().AddDays(1),
    };

    protected static async Task<IReadOnlyList<SemanticMatch>> Find(ISemanticStore store, float[] vector, float floor = 0.9f, int count = 4) =>
        await store.SearchAsync(new SemanticQuery("desk", Partition, "", vector, floor, count), CancellationToken.None);

    protected ValueTask Add(ISemanticStore store, string question, float[] vector, string partition = Partition) =>
        store.AddAsync(Entry(question, vector, partition), CancellationToken.None);

    private static string Id(string question) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(question)))[..32];

    protected static float[] Unit(params float[] vector)
    {
        var length = MathF.Sqrt(vector.Sum(static x => x * x));
        return [.. vector.Select(x => x / length)];
    }
}
