using System.Text.Json;
using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.Indexing;

public class IndexCommandTests
{
    [Fact]
    public async Task AFolderIsIndexedAndOnlyChangesAreReadTheNextTime()
    {
        using var bench = new Workbench();
        bench.Write("docs/refunds.md", "# Refunds\nWithin 30 days.");
        bench.Write("docs/shipping.txt", "Parcels leave on Mondays.");
        bench.Write("docs/code.cs", "class A;");
        var first = await bench.RunAsync("index", "docs", "--out", "handbook.index");
        Assert.Equal(("handbook.index: 2 passages; documents: 2 added, 0 changed, 0 unchanged, 0 removed\n", 0), (first.Out, first.Code));

        bench.Write("docs/refunds.md", "# Refunds\nWithin 60 days.");
        bench.WriteBytes("docs/broken.md", [0x61, 0x0A, 0xFF]);
        var second = await bench.RunAsync("index", "docs", "--out", "handbook.index", "--format", "json");
        Assert.Equal(1, second.Code);
        var report = JsonDocument.Parse(second.Out).RootElement;
        Assert.Equal((1, 1), (report.GetProperty("changed").GetInt32(), report.GetProperty("unchanged").GetInt32()));
        Assert.Equal(("broken.md", 2), (report.GetProperty("problems")[0].GetProperty("path").GetString(), report.GetProperty("problems")[0].GetProperty("line").GetInt32()));
    }

    [Fact]
    public async Task APolicyWhoseEmbedderIsAServiceIndexesWithIt()
    {
        await using var service = new EmbeddingService();
        using var bench = new Workbench();
        bench.Write("docs/refunds.md", "# Refunds\nWithin 30 days.\n\n# Lamps\nAll lamps are new.");
        bench.Write("docs/shipping.txt", "Parcels leave on Mondays.");
        bench.Write("desk.optpolicy", Policy(service.Address));

        var run = await bench.RunAsync("index", "docs", "--out", "handbook.index", "--policy", "desk.optpolicy");

        Assert.Equal(("", "handbook.index: 3 passages; documents: 2 added, 0 changed, 0 unchanged, 0 removed\n", 0), (run.Error, run.Out, run.Code));

        // Three passages, and one text to learn how long the vectors are.
        Assert.Equal(4, service.Texts);
        var again = await bench.RunAsync("index", "docs", "--out", "handbook.index", "--policy", "desk.optpolicy");
        Assert.Contains("0 added, 0 changed, 2 unchanged", again.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServiceThatIsNotThereIsOneLineAndNoCollection()
    {
        var service = new EmbeddingService();
        await service.DisposeAsync();
        using var bench = new Workbench();
        bench.Write("docs/refunds.md", "Within 30 days.");
        bench.Write("desk.optpolicy", Policy(service.Address));

        var run = await bench.RunAsync("index", "docs", "--out", "handbook.index", "--policy", "desk.optpolicy");

        Assert.Equal(2, run.Code);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.False(File.Exists(Path.Combine(bench.Folder, "handbook.index", "passages.db")));
    }

    private static string Policy(string endpoint) => $$"""
        optpolicy 1

        model large {
          provider: client
          price.input: $1.25/Mtok
          price.output: $10.00/Mtok
          context: 200ktok
          max_output: 16ktok
        }

        embedder remote {
          provider: openai("text-embedding-3-small")
          endpoint: "{{endpoint}}"
        }

        policy Desk {
          retrieve from handbook {
            source: local("handbook.index")
            embed: remote
            budget: 500tok
          }
          route { otherwise use large }
        }
        """;

    [Theory]
    [InlineData("there is no folder 'docs'", "index", "docs", "--out", "x")]
    [InlineData("holds no file that matches *.rst", "index", ".", "--out", "x", "--include", "*.rst")]
    [InlineData("--passage takes at most 126", "index", ".", "--out", "x", "--passage", "5000")]
    [InlineData("--overlap takes at most half", "index", ".", "--out", "x", "--passage", "20", "--overlap", "11")]
    [InlineData("there is no model folder 'minilm'", "index", ".", "--out", "x", "--embedder", "minilm")]
    [InlineData("Give either --embedder or --policy", "index", ".", "--out", "x", "--embedder", "m", "--policy", "p.optpolicy")]
    [InlineData("there is no file or folder 'p.optpolicy'", "index", ".", "--out", "x", "--policy", "p.optpolicy")]
    public async Task MistakesAreOneLine(string message, params string[] command)
    {
        using var bench = new Workbench();
        bench.Write("a.md", "text");
        var run = await bench.RunAsync(command);
        Assert.Equal(2, run.Code);
        Assert.Contains(message, run.Error);
        Assert.False(File.Exists(Path.Combine(bench.Folder, "x", "passages.db")));
    }
}
