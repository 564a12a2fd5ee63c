using OptPolicy.Compression.Pipeline.Caching;
using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Compression.Pipeline.Tests.Running;

namespace OptPolicy.Compression.Pipeline.Tests.Caching;

public sealed class StageCacheTests : IDisposable
{
    private static readonly string Key = new('a', 64);

    private readonly PipelineFolder _folder = new();

    [Fact]
    public void CheckpointsOfAStoppedStageStayForTwoWeeksAndNoLonger()
    {
        string run;
        using (var cache = StageCache.Open(_folder.In("work"), TimeProvider.System))
            File.WriteAllText(Path.Combine(run = cache.RunFolder("distill", Key), "checkpoint"), "half a model");
        var now = DateTimeOffset.UtcNow;

        using (StageCache.Open(_folder.In("work"), new FixedClock(now.AddDays(13))))
            Assert.True(File.Exists(Path.Combine(run, "checkpoint")));
        using (StageCache.Open(_folder.In("work"), new FixedClock(now.AddDays(15))))
            Assert.False(Directory.Exists(run));
    }

    [Fact]
    public void RebuiltTrainerRepeatsTrainingAndNothingElse()
    {
        var request = new StageRequest { Kind = StageKind.Distill, Model = "", Output = "", Work = "" };
        var files = new FileHashes();

        Assert.Equal(StageKey.Of(request, "model", null, "build 1", files).Hash, StageKey.Of(request, "model", null, "build 1", files).Hash);
        Assert.NotEqual(StageKey.Of(request, "model", null, "build 1", files).Hash, StageKey.Of(request, "model", null, "build 2", files).Hash);
    }

    public void Dispose() => _folder.Dispose();

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
