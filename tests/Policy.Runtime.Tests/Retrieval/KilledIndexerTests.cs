using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using OptPolicy.Runtime.Tests.Crash;
using OptPolicy.Runtime.Tests.Storage;

namespace OptPolicy.Runtime.Tests.Retrieval;

public sealed class KilledIndexerTests
{
    [Fact]
    public async Task KilledAtAnyMomentEveryDocumentIsOldOrNewAndNeverBoth()
    {
        using var folder = new TemporaryFolder();
        var (root, index) = (folder.File("docs"), folder.File("index"));
        Directory.CreateDirectory(root);
        var random = new Random(11);
        for (var life = 0; life < 4; life++)
        {
            await IndexAndKillAsync(root, index, random.Next(1, 40));
            await AssertWholeAsync(index);
        }

        // Whatever the last one left, the next run goes on from there.
        await IndexWriter.IndexAsync(root, index, edition: 100_000, progress: null);
        Assert.All(await AssertWholeAsync(index), static edition => Assert.Equal(100_000, edition));
    }

    private static async Task<List<int>> AssertWholeAsync(string index)
    {
        var editions = new List<int>();
        var collection = new LocalCollection(index, new LengthEmbedder(), "retrieve from docs", TimeProvider.System, new PolicyLog(NullLogger.Instance));
        for (var number = 0; number < IndexWriter.Documents; number++)
        {
            var query = new RetrievalQuery(new float[8], 100, LeastScore: -1, new RequestFacts([])) { Question = $"document{number}", Search = RetrievalSearch.Keywords };
            var passages = await collection.SearchAsync(query, CancellationToken.None);
            if (passages.Count == 0)
                continue;
            Assert.Equal(IndexWriter.Passages, passages.Count);
            Assert.Single(passages.Select(static p => p.Version).Distinct(StringComparer.Ordinal));
            editions.Add(Assert.Single(passages.Select(Edition).Distinct()));
        }

        return editions;
    }

    private static int Edition(RetrievedPassage passage) =>
        int.Parse(passage.Text.Split(' ').First(static word => word.StartsWith("edition", StringComparison.Ordinal))["edition".Length..], CultureInfo.InvariantCulture);

    private static async Task IndexAndKillAsync(string root, string index, int documents)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "OptPolicy.Runtime.Tests.Crash.dll"), "index", root, index })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var named = 0;
        while (await process.StandardOutput.ReadLineAsync() is not null)
        {
            if (++named >= documents && !process.HasExited)
                process.Kill();
        }

        await process.WaitForExitAsync();
    }
}
