using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Quantization.Formats;

namespace OptPolicy.Compression.Pipeline.Tests.Stages;

public sealed class StageJsonTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optpolicy-stage-").FullName;

    [Fact]
    public void RequestSurvivesItsFile()
    {
        var request = new StageRequest
        {
            Kind = StageKind.Qad,
            Model = "m",
            Output = "o",
            Work = "w",
            Teacher = "t",
            Data = ["a.jsonl"],
            DataShare = 0.03,
            Steps = 5,
            Grid = new WeightGrid(NumberFormat.Int4, ScaleSharing.Group, 32, IsSymmetric: false),
            Seed = ulong.MaxValue,
        };
        var path = Path.Combine(_folder, "request.json");
        StageJson.WriteRequest(path, request);
        var read = StageJson.ReadRequest(path);

        Assert.Equal(request with { Data = read.Data, Frozen = read.Frozen }, read);
        Assert.Equal(request.Data, read.Data);
        Assert.Contains("\"kind\": \"Qad\"", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void ProgressIsOneLineAndOtherLinesAreNotProgress()
    {
        var line = StageJson.ToLine(new StageProgress("training", 3, 10) { Loss = 1.5 });

        Assert.DoesNotContain('\n', line);
        Assert.Equal(new StageProgress("training", 3, 10) { Loss = 1.5 }, StageJson.ReadLine(line));
        Assert.Null(StageJson.ReadLine("libtorch says hello"));
        Assert.Null(StageJson.ReadLine("{not json"));
    }

    [Fact]
    public void DamagedRequestNamesItsFile()
    {
        var path = Path.Combine(_folder, "request.json");
        File.WriteAllText(path, "{\"kind\": \"Juggle\"}");

        Assert.Contains("request.json", Assert.Throws<FormatException>(() => StageJson.ReadRequest(path)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
