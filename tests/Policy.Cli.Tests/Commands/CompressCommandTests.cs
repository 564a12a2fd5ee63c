using System.Security.Cryptography;
using System.Text.Json;
using OptPolicy.Cli.Tests.Compressing;
using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.Commands;

public sealed class CompressCommandTests
{
    [Fact]
    public async Task WithoutTheToolTheCommandSaysHowToGetIt()
    {
        using var bench = Declared();
        var run = await bench.RunAsync("compress", "lamp.optpolicy", "--out", "out");

        Assert.Equal(2, run.Code);
        Assert.Contains("dotnet build -c Release src/Policy.Compression.Tool", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingFilesAreNamedBeforeAnythingRuns()
    {
        using var bench = Declared();
        File.Delete(Path.Combine(bench.Folder, "tasks.jsonl"));
        var run = await bench.RunAsync("compress", "lamp.optpolicy", "--out", "out");

        Assert.Equal(1, run.Code);
        Assert.Contains("no file 'tasks.jsonl'", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(bench.Folder, ".optpolicy")));
    }

    [Fact]
    public async Task FileWithoutCompressBlockIsAMistakeOfUse()
    {
        using var bench = new Workbench();
        bench.Write("plain.optpolicy", "optpolicy 1\n");
        var run = await bench.RunAsync("compress", "plain.optpolicy", "--out", "out");

        Assert.Equal(2, run.Code);
        Assert.Contains("has no compress block", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongOrderIsRefusedWithTheCompilersFinding()
    {
        using var bench = Declared();
        bench.Write("lamp.optpolicy", LampTask.Policy.Replace("  step prune width 25%\n", "", StringComparison.Ordinal).Replace("  recover", "  step prune width 25%\n  recover", StringComparison.Ordinal));
        var run = await bench.RunAsync("compress", "lamp.optpolicy", "--out", "out");

        Assert.Equal(1, run.Code);
        Assert.Contains("OPT7001", run.Error, StringComparison.Ordinal);
    }

    /// <summary>The whole way with the real tools: some ten seconds of one core.</summary>
    [Fact]
    public async Task DeclaredModelIsTrainedPackedJudgedAndShippedAndTheSameSeedMakesTheSameBytes()
    {
        var tool = TrainingTool.Folder();
        using var bench = new Workbench { ToolFolders = [tool] };
        bench.Write("lamp.optpolicy", LampTask.Policy);
        LampTask.WriteData(bench);
        LampTask.Train(bench, tool);

        var run = await bench.RunAsync("compress", "lamp.optpolicy", "--out", "out", "--steps", "60");
        Assert.True(run.Code == 0, run.Out + run.Error);
        Assert.Contains("wrote out: int4 group 32", run.Out, StringComparison.Ordinal);
        using var manifest = JsonDocument.Parse(bench.Read("out/manifest.json"));
        Assert.True(manifest.RootElement.GetProperty("proof").GetProperty("holds").GetBoolean());
        Assert.All(manifest.RootElement.GetProperty("gates").EnumerateArray(), static gate => Assert.Equal("Passed", gate.GetProperty("outcome").GetString()));
        Assert.DoesNotContain("src=", bench.Read("out/report.html"), StringComparison.Ordinal);

        var again = await bench.RunAsync("compress", "lamp.optpolicy", "--out", "again", "--work", "elsewhere", "--steps", "60");
        Assert.True(again.Code == 0, again.Out + again.Error);
        Assert.Equal(Bytes(bench, "out"), Bytes(bench, "again"));

        // What a run has done, the next one takes up.
        var kept = await bench.RunAsync("compress", "lamp.optpolicy", "--out", "third", "--steps", "60");
        Assert.Equal(0, kept.Code);
        Assert.DoesNotContain("done", kept.Error, StringComparison.Ordinal);
        Assert.Equal(Bytes(bench, "out"), Bytes(bench, "third"));
    }

    private static Workbench Declared()
    {
        var bench = new Workbench();
        bench.Write("lamp.optpolicy", LampTask.Policy);
        LampTask.WriteData(bench);
        bench.Write("teacher/config.json", "{}");
        return bench;
    }

    private static string Bytes(Workbench bench, string folder) => string.Join(' ', Directory.EnumerateFiles(Path.Combine(bench.Folder, folder), "model.onnx*").Order(StringComparer.Ordinal)
        .Select(static path => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))));
}
