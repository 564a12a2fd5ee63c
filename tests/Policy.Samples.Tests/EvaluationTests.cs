using System.Text.Json;
using OptPolicy.Evaluation.Language;
using OptPolicy.Evaluation.Measuring;
using OptPolicy.Evaluation.Reporting;

namespace OptPolicy.Samples.Tests;

public sealed class EvaluationTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"evaluation-{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void ThePolicyThatCompileTimesAreMeasuredOnHas200Lines() => Assert.Equal(200, PolicyOf200Lines.Text.Count(static c => c == '\n'));

    [Fact]
    public async Task TheJsonHasTheAgreedLayout()
    {
        var report = new EvaluationReport("language", "abc", "machine", [new EvaluationRow("built-in", "parse_ms@200", 1.5, 1.25, 1.75, 60, "note")]);
        await report.WriteAsync(new FileInfo(_path), TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(_path, TestContext.Current.CancellationToken));
        Assert.Equal(["verb", "commit", "machine", "rows"], json.RootElement.EnumerateObject().Select(static p => p.Name));
        Assert.Equal(["set", "metric", "value", "low", "high", "n", "note"], json.RootElement.GetProperty("rows")[0].EnumerateObject().Select(static p => p.Name));
    }

    [Fact]
    public void ADecisionAllocatesNothing() => Assert.Equal(0, DecisionTimes.Bytes().Value);

    [Fact]
    public void TheIntervalHoldsTheMedian()
    {
        var estimate = Estimate.Median([.. Enumerable.Range(1, 101).Select(static i => (double)i)]);
        Assert.Equal(51, estimate.Value);
        Assert.InRange(estimate.Low, 35, 50);
        Assert.InRange(estimate.High, 52, 67);
        Assert.Equal(estimate, Estimate.Median([.. Enumerable.Range(1, 101).Select(static i => (double)i)]));
    }

    [Fact]
    public void AHighQuantileInterpolatesBetweenSamples() => Assert.Equal(95.05, Estimate.Quantile([.. Enumerable.Range(1, 100).Select(static i => (double)i)], 0.95).Value, 6);
}
