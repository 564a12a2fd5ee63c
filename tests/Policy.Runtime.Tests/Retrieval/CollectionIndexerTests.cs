using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OptPolicy.Runtime.Tests.Storage;

namespace OptPolicy.Runtime.Tests.Retrieval;

public sealed class CollectionIndexerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly WordVectors _words = new();

    private string Root => _folder.File("docs");

    private string Index => _folder.File("index");

    [Fact]
    public async Task OnlyWhatChangedIsEmbeddedAgain()
    {
        Write("a.md", "# Refunds\nWithin 30 days.");
        Write("b.md", "Parcels leave on Mondays.");
        Assert.Equal((2, 0, 0, 0, 2L), Counts(await RunAsync()));
        Assert.Equal(2, _words.Calls);

        Assert.Equal((0, 0, 2, 0, 2L), Counts(await RunAsync()));
        Assert.Equal(2, _words.Calls);

        Write("b.md", "Parcels leave on Tuesdays.");
        Write("c.txt", "Gifts are wrapped.\n\nFor free.");
        File.Delete(Path.Combine(Root, "a.md"));
        Assert.Equal((1, 1, 0, 1, 2L), Counts(await RunAsync()));
        Assert.Equal(4, _words.Calls);
        Assert.Equal("c.txt#1", (await SearchAsync(Open(), "gifts wrapped"))[0].Id);
    }

    [Fact]
    public async Task PassagesAreFoundWithTheirHeadingsDocumentAndVersion()
    {
        Write("help/refunds.md", "# Refunds\nWithin 30 days.\n\n# Parcels\nOn Mondays.");
        await RunAsync();
        var found = (await SearchAsync(Open(), "refunds within days"))[0];
        Assert.Equal(("help/refunds.md#1", "help/refunds.md", "Refunds\nWithin 30 days."), (found.Id, found.Source, found.Text));
        Write("help/refunds.md", "# Refunds\nWithin 60 days.");
        await RunAsync();
        Assert.NotEqual(found.Version, (await SearchAsync(Open(), "refunds within days"))[0].Version);
    }

    [Fact]
    public async Task ARunThatWasStoppedLeavesWholeDocumentsAndTheNextOneGoesOn()
    {
        for (var i = 0; i < 6; i++) Write($"d{i}.md", $"# One\nfirst {i}\n\n# Two\nsecond {i}");
        using var stop = new CancellationTokenSource();
        var progress = new Stopper(stop, after: 3);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(progress: progress, cancellationToken: stop.Token));

        var found = await SearchAsync(Open(), "first second");
        Assert.Equal(6, found.Count);
        Assert.All(found.CountBy(p => p.Source), static document => Assert.Equal(2, document.Value));
        Assert.Equal((3, 0, 3, 0, 12L), Counts(await RunAsync()));
        Assert.Equal(12, _words.Calls);
    }

    [Fact]
    public async Task FilesThatAreNoTextAreReportedAndKeepWhatWasIndexed()
    {
        Write("a.md", "Good old text.");
        await RunAsync();
        File.WriteAllBytes(Path.Combine(Root, "a.md"), [.. "line one\nline "u8, 0xC3, 0x28]);
        File.WriteAllBytes(Path.Combine(Root, "b.md"), [1, 2, 0, 3]);
        Write("c.md", new string('x', 2_000));
        Write("d.md", "fine");
        var report = await RunAsync(new IndexOptions { PassageTokens = 20, OverlapTokens = 2, MaxFileBytes = 1_000 });
        Assert.Equal([("a.md", 2), ("b.md", 0), ("c.md", 0)], report.Problems.Select(p => (p.Path, p.Line)));
        Assert.Contains("not UTF-8", report.Problems[0].Message);
        Assert.Contains("binary", report.Problems[1].Message);
        Assert.Contains("--max-size", report.Problems[2].Message);
        Assert.Equal(2, report.Passages);
        Assert.Contains(await SearchAsync(Open(), "good old"), static p => p.Source == "a.md");
    }

    [Fact]
    public async Task AnotherEmbedderOrAnotherWayToCutMakesTheCollectionAnew()
    {
        Write("a.md", "One.\n\nTwo.");
        await RunAsync();
        Assert.Equal((1, 0, 0, 0, 2L), Counts(await RunAsync(new IndexOptions { PassageTokens = 1, OverlapTokens = 0 })));
        await new CollectionIndexer(new WordVectors("others"), WordVectors.Count, new IndexOptions()).RunAsync(["a.md"], Root, Index, null, default);
        var error = await Assert.ThrowsAsync<PolicyConfigurationException>(async () => await SearchAsync(Open(), "one"));
        Assert.Contains("another embedder", error.Message);
    }

    [Fact]
    public async Task ACollectionInUseIsReadAgainAfterItChanged()
    {
        Write("a.md", "Within 30 days.");
        await RunAsync();
        var collection = Open();
        Assert.Contains("30", (await SearchAsync(collection, "days"))[0].Text);

        Write("a.md", "Within 60 days.");
        await RunAsync();
        File.SetLastWriteTimeUtc(PassageFile.PathIn(Index), DateTime.UtcNow.AddMinutes(1));
        _clock.Advance(TimeSpan.FromSeconds(2));
        await SearchAsync(collection, "days");
        await collection.Reading;
        Assert.Contains("60", (await SearchAsync(collection, "days"))[0].Text);
    }

    [Fact]
    public async Task ADamagedFileLeavesWhatWasReadInUse()
    {
        Write("a.md", "Within 30 days.");
        await RunAsync();
        var collection = Open();
        await SearchAsync(collection, "days");
        File.WriteAllText(PassageFile.PathIn(Index), "damaged");
        File.SetLastWriteTimeUtc(PassageFile.PathIn(Index), DateTime.UtcNow.AddMinutes(1));
        _clock.Advance(TimeSpan.FromSeconds(2));
        await SearchAsync(collection, "days");
        await collection.Reading;
        Assert.Single(await SearchAsync(collection, "days"));
        await Assert.ThrowsAsync<PolicyStorageException>(async () => await SearchAsync(Open(), "days"));
    }

    [Fact]
    public async Task AFolderWithoutAnIndexIsSaidSo()
    {
        var error = await Assert.ThrowsAsync<PolicyConfigurationException>(async () => await SearchAsync(Open(), "days"));
        Assert.Contains("optpolicy index", error.Message);
    }

    public void Dispose() => _folder.Dispose();

    private static (int, int, int, int, long) Counts(IndexReport report) => (report.Added, report.Changed, report.Unchanged, report.Removed, report.Passages);

    private static async Task<IReadOnlyList<RetrievedPassage>> SearchAsync(LocalCollection collection, string question) =>
        await collection.SearchAsync(new(WordVectors.Of(question), 100, 0.01, new RequestFacts([])), default);

    private void Write(string path, string text)
    {
        var file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private LocalCollection Open() => new(Index, _words, "retrieve from docs", _clock, new PolicyLog(NullLogger.Instance));

    private Task<IndexReport> RunAsync(IndexOptions? options = null, IProgress<IndexProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        string[] documents = [.. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];
        return new CollectionIndexer(_words, WordVectors.Count, options ?? new IndexOptions { PassageTokens = 20, OverlapTokens = 2 }).RunAsync(documents, Root, Index, progress, cancellationToken);
    }

    private sealed class Stopper(CancellationTokenSource stop, int after) : IProgress<IndexProgress>
    {
        public void Report(IndexProgress value)
        {
            if (value.Done == after) stop.Cancel();
        }
    }
}
