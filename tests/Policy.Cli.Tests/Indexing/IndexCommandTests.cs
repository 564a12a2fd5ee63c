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

    [Theory]
    [InlineData("there is no folder 'docs'", "index", "docs", "--out", "x")]
    [InlineData("holds no file that matches *.rst", "index", ".", "--out", "x", "--include", "*.rst")]
    [InlineData("--passage takes at most 126", "index", ".", "--out", "x", "--passage", "5000")]
    [InlineData("--overlap takes at most half", "index", ".", "--out", "x", "--passage", "20", "--overlap", "11")]
    [InlineData("there is no model folder 'minilm'", "index", ".", "--out", "x", "--embedder", "minilm")]
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
