using OptPolicy.Compression.Pipeline.Caching;
using OptPolicy.Compression.Pipeline.Recovery;
using OptPolicy.Compression.Pipeline.Reporting;
using OptPolicy.Compression.Pipeline.Running;
using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Compression.Pipeline.Tests.Running;

public sealed class CompressionRunnerTests : IDisposable
{
    private readonly PipelineFolder _folder = new();
    private readonly Heard _heard = new();

    [Fact]
    public async Task PassingModelAppearsWithManifestAndReport()
    {
        var outcome = await RunAsync(new StandIns(), _folder.Plan(PipelineFolder.GoldenOrder));

        Assert.True(outcome.IsShipped);
        Assert.Equal("prunewidth distill pack:int4:rtn", File.ReadAllText(Path.Combine(_folder.Output, "history.txt")));
        var manifest = CompressionManifest.Read(Path.Combine(_folder.Output, CompressionManifest.FileName));
        Assert.True(manifest.IsPassed);
        Assert.Equal("policy", manifest.PolicyHash);
        Assert.Equal(ContentHash.OfModel(_folder.Output), manifest.ModelHash);
        Assert.Equal(["prune width 25%", "distill", "quantize int4 group 32 using rtn"], manifest.Stages.Select(s => s.Name));
        Assert.Equal(["calibrate.jsonl", "tasks.jsonl", "teacher", "train.jsonl"], manifest.Inputs.Keys);
        Assert.Contains("<svg", File.ReadAllText(outcome.ReportPath!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailingModelIsNotShippedAndItsReportNamesTheBestAttempt()
    {
        var tools = new StandIns { Success = static made => made == "original" ? 0.9 : 0.5 };
        var outcome = await RunAsync(tools, _folder.Plan(PipelineFolder.GoldenOrder));

        Assert.False(outcome.IsShipped);
        Assert.False(Directory.Exists(_folder.Output));
        Assert.True(File.Exists(Path.Combine(outcome.BestFolder!, "model.onnx")));
        Assert.Equal(_folder.Output + ".report.html", outcome.ReportPath);
        Assert.Contains("Not shipped", File.ReadAllText(outcome.ReportPath!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondRunTakesEveryStageFromTheCache()
    {
        await RunAsync(new StandIns(), _folder.Plan(PipelineFolder.GoldenOrder));
        var again = new StandIns();
        var outcome = await RunAsync(again, _folder.Plan(PipelineFolder.GoldenOrder));

        Assert.True(outcome.IsShipped);
        Assert.Empty(again.Ran);
    }

    [Fact]
    public async Task ChangedDataRunsTheStagesThatUseItAgainAndNoOthers()
    {
        await RunAsync(new StandIns(), _folder.Plan(PipelineFolder.GoldenOrder));
        _folder.WriteExamples("train.jsonl", "other", 40);
        var again = new StandIns();
        await RunAsync(again, _folder.Plan(PipelineFolder.GoldenOrder));

        Assert.Equal(["Distill", "pack:float:rtn", "pack:int4:rtn"], again.Ran);
    }

    [Fact]
    public async Task OtherSeedIsAnotherModel()
    {
        var first = await RunAsync(new StandIns(), _folder.Plan(PipelineFolder.GoldenOrder));
        var second = await RunAsync(new StandIns(), _folder.Plan(PipelineFolder.GoldenOrder, _folder.Options(seed: 2)));

        Assert.NotEqual(first.Manifest!.ModelHash, second.Manifest!.ModelHash);
    }

    [Fact]
    public async Task LadderStopsAtTheFirstRungWithWhichEveryGatePasses()
    {
        var tools = new StandIns { Success = static made => made.Contains("gptq", StringComparison.Ordinal) || made == "original" ? 0.9 : 0.6 };
        var plan = _folder.Plan(PipelineFolder.GoldenOrder with { Ladder = [RecoveryKind.Gptq, RecoveryKind.Qad] });
        var outcome = await RunAsync(tools, plan);

        Assert.True(outcome.IsShipped);
        Assert.Equal([(RecoveryKind.Gptq, RungOutcome.Accepted)], outcome.Manifest!.Ladder.Select(r => (r.Rung, r.Outcome)));
    }

    [Fact]
    public async Task RungThatMadeThingsWorseIsThrownAwayAndTheNextStartsBeforeIt()
    {
        var tools = new StandIns
        {
            Success = static made => made == "original" ? 0.9 : made.Contains("qad", StringComparison.Ordinal) ? 0.9 : made.Contains("qat", StringComparison.Ordinal) ? 0.4 : 0.6,
        };
        var plan = _folder.Plan(PipelineFolder.GoldenOrder with { Ladder = [RecoveryKind.Qat, RecoveryKind.Qad] });
        var outcome = await RunAsync(tools, plan);

        Assert.True(outcome.IsShipped);
        Assert.Equal([RungOutcome.Rejected, RungOutcome.Accepted], outcome.Manifest!.Ladder.Select(r => r.Outcome));
        Assert.Equal("prunewidth distill qad pack:int4:rtn", File.ReadAllText(Path.Combine(_folder.Output, "history.txt")));
    }

    [Fact]
    public async Task RungThatHasNothingToOfferIsSkippedWithTheReason()
    {
        var tools = new StandIns { Success = static made => made == "original" || made.Contains("int8", StringComparison.Ordinal) ? 0.9 : 0.6 };
        var gptq = PipelineFolder.Int4 with { Method = "gptq" };
        var plan = _folder.Plan(PipelineFolder.Declare(PipelineFolder.Prune, PipelineFolder.Distill, gptq) with { Ladder = [RecoveryKind.Gptq, RecoveryKind.Int8] });
        var outcome = await RunAsync(tools, plan);

        Assert.Equal([(RungOutcome.Skipped, "gptq was used already"), (RungOutcome.Accepted, "every gate passes")], outcome.Manifest!.Ladder.Select(r => (r.Outcome, r.Reason)));
        Assert.Equal("int8 per channel", outcome.Manifest.Format);
    }

    [Fact]
    public async Task FullDiskWhilePackingNamesTheStageAndLeavesNoOutput()
    {
        var tools = new StandIns { OnPack = static _ => throw new IOException("No space left on device") };
        var error = await Assert.ThrowsAsync<PipelineException>(() => RunAsync(tools, _folder.Plan(PipelineFolder.GoldenOrder)));

        Assert.Contains("No space left on device", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Output));
        Assert.True((await RunAsync(new StandIns(), _folder.Plan(PipelineFolder.GoldenOrder))).IsShipped);
    }

    [Fact]
    public async Task CancelledRunGoesOnWhereItWas()
    {
        using var source = new CancellationTokenSource();
        var tools = new StandIns { OnStage = request => Cancel(request.Kind, source) };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(tools, _folder.Plan(PipelineFolder.GoldenOrder), source.Token));

        var again = new StandIns();
        Assert.True((await RunAsync(again, _folder.Plan(PipelineFolder.GoldenOrder))).IsShipped);
        Assert.DoesNotContain("PruneWidth", again.Ran);

        static void Cancel(StageKind kind, CancellationTokenSource source)
        {
            if (kind == StageKind.Distill)
                source.Cancel();
        }
    }

    [Fact]
    public async Task ForeignFolderIsNotOverwritten()
    {
        Directory.CreateDirectory(_folder.Output);
        File.WriteAllText(Path.Combine(_folder.Output, "thesis.txt"), "mine");

        await Assert.ThrowsAsync<PipelineException>(() => RunAsync(new StandIns(), _folder.Plan(PipelineFolder.GoldenOrder)));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(_folder.Output, "thesis.txt")));
    }

    [Fact]
    public void TwoRunsCannotShareAWorkFolder()
    {
        using var first = StageCache.Open(_folder.In("work"), TimeProvider.System);

        Assert.Contains("another run", Assert.Throws<PipelineException>(() => StageCache.Open(_folder.In("work"), TimeProvider.System)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<CompressionOutcome> RunAsync(StandIns tools, CompressionPlan plan, CancellationToken cancellationToken = default) =>
        new CompressionRunner(tools.Tools, _heard, TimeProvider.System).RunAsync(plan, cancellationToken);
}
