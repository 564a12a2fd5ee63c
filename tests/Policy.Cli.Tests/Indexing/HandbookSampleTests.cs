using System.Runtime.CompilerServices;
using HandbookSample;
using Microsoft.Extensions.AI;
using OptPolicy.Cli.Caching.Deciding;
using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.Indexing;

public sealed class HandbookSampleTests : IDisposable
{
    private const string Return = "How do I return a product?", ReturnOtherwise = "how can I return a product", Norway = "Do you deliver to Norway?";

    private readonly Workbench _bench = new();
    private readonly MemorySemanticStore _store = new(new SemanticStoreSettings("Handbook", new SemanticStoreInfo("memory", ""), 256, 100, null, TimeProvider.System));
    private readonly OptPolicy.Hosting.LoadedPolicies _loaded;

    public HandbookSampleTests()
    {
        foreach (var document in Directory.GetFiles(Path.Combine(Sample(), "documents")))
            _bench.Write("documents/" + Path.GetFileName(document), File.ReadAllText(document));

        // Apps find both folders beside themselves or in the current directory, which this one shares with other tests.
        _bench.Write("handbook.optpolicy", File.ReadAllText(Path.Combine(Sample(), "handbook.optpolicy")).Replace("handbook.index", Path.Combine(_bench.Folder, "handbook.index"), StringComparison.Ordinal));
        using var silent = new StringWriter();
        _loaded = OpenedCache.Compile(new CliEnvironment(silent, silent, () => Stream.Null, _bench.Folder), "handbook.optpolicy", withCalibration: false);
    }

    [Fact]
    public async Task AChangedDocumentMakesAMissOfWhatItAnsweredAndOfNothingElse()
    {
        await IndexAsync();
        using (var desk = new Desk(_loaded.Policies.Single().Policy, _store))
        {
            Assert.Equal(("miss", "returns.md"), await desk.AskAsync(Return));
            Assert.Equal(("semantic", "returns.md"), await desk.AskAsync(ReturnOtherwise));
            Assert.Equal(("miss", "delivery.md"), await desk.AskAsync(Norway));
        }

        var path = Path.Combine(_bench.Folder, "documents", "returns.md");
        File.WriteAllText(path, File.ReadAllText(path).Replace("within 30 days", "within 60 days", StringComparison.Ordinal));
        await IndexAsync();

        using var later = new Desk(_loaded.Policies.Single().Policy, _store);
        Assert.Equal(("miss", "returns.md"), await later.AskAsync(Return));
        Assert.Contains("60 days", later.Last, StringComparison.Ordinal);
        Assert.Equal("semantic", (await later.AskAsync(Norway)).Cache);
    }

    [Fact]
    public async Task ACodeThatTheEmbedderHasNeverSeenIsFoundByItsLetters()
    {
        await IndexAsync();
        using var desk = new Desk(_loaded.Policies.Single().Policy, _store);

        Assert.Equal("account.md", (await desk.AskAsync("What does IN-204 mean?")).Source);
        Assert.Null((await desk.AskAsync("Is it going to rain in Paris?")).Source);
    }

    public void Dispose()
    {
        _store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _loaded.Dispose();
        _bench.Dispose();
    }

    private async Task IndexAsync() =>
        Assert.Equal(0, (await _bench.RunAsync("index", "documents", "--out", "handbook.index")).Code);

    private static string Sample([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../samples/Handbook"));

    private sealed class Desk(CompiledPolicy policy, ISemanticStore store) : IDisposable
    {
        private readonly PolicyChatClient _client = new(policy, [new QuotingModel()], new PolicyChatClientOptions { SemanticStore = store });

        public string Last { get; private set; } = "";

        public async Task<(string Cache, string? Source)> AskAsync(string question)
        {
            var answer = await _client.GetResponseAsync(question, cancellationToken: TestContext.Current.CancellationToken);
            Last = answer.Text;
            return (answer.GetDecisionTrace()!.Cache, answer.GetCitations().FirstOrDefault()?.Source);
        }

        public void Dispose() => _client.Dispose();
    }
}
