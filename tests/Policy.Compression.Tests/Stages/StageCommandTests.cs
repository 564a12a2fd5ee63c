using System.Text.Json.Nodes;
using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Compression.Tool.Commands;

namespace OptPolicy.Compression.Tests.Stages;

public sealed class StageCommandTests : StageTest
{
    [Fact]
    public void ProgressIsLinesThatThePipelineReads()
    {
        var (code, output, errors) = Invoke(Request(StageKind.PruneDepth) with { KeepLayers = 1 });

        Assert.Equal((0, ""), (code, errors));
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(StageJson.ReadLine).ToArray();
        Assert.All(lines, Assert.NotNull);
        Assert.Equal("writing", lines[^1]!.Phase);
    }

    [Fact]
    public void MalformedDataIsOneLineWithFileAndLine()
    {
        File.AppendAllText(Chat, "{\"messages\": []}\n");
        var (code, _, errors) = Invoke(Request(StageKind.PruneDepth) with { KeepLayers = 1, Data = [Chat] });

        Assert.Equal(1, code);
        Assert.Equal($"{Chat}:13: 'messages' is missing or empty", Reason(errors));
    }

    [Fact]
    public void EmptyDataIsNamed()
    {
        File.WriteAllText(Text, "");
        var (_, _, errors) = Invoke(Request(StageKind.PruneDepth) with { KeepLayers = 1 });
        Assert.Equal($"{Text} is empty", Reason(errors));
    }

    [Fact]
    public void RequestThatIsNoneIsNamed()
    {
        var path = Path.Combine(Folder, "request.json");
        File.WriteAllText(path, "{\"kind\": ");
        using var errors = new StringWriter();
        Assert.Equal(1, StageCommand.Run(path, TextWriter.Null, errors, CancellationToken.None));
        Assert.Contains("request.json' is damaged", Reason(errors.ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public void StoppedStageSaysHowToGoOn()
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        var (code, _, errors) = Invoke(Request(StageKind.PruneDepth) with { KeepLayers = 1 }, stopped.Token);
        Assert.Equal(1, code);
        Assert.Contains("the same request goes on", Reason(errors), StringComparison.Ordinal);
    }

    private static string Reason(string errors) => JsonNode.Parse(Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)))!["error"]!.GetValue<string>();

    private (int Code, string Output, string Errors) Invoke(StageRequest request, CancellationToken cancellation = default)
    {
        var path = Path.Combine(Folder, "request.json");
        StageJson.WriteRequest(path, request);
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var code = StageCommand.Run(path, output, errors, cancellation);
        return (code, output.ToString(), errors.ToString());
    }
}
