using OptPolicy.Compression.Pipeline.Caching;
using OptPolicy.Compression.Pipeline.Tests.Running;

namespace OptPolicy.Compression.Pipeline.Tests.Planning;

public sealed class StagePlannerTests : IDisposable
{
    private readonly PipelineFolder _folder = new();

    [Fact]
    public void WeightsThatAreTreatedApartReachThePackerAndItsCacheKey()
    {
        var apart = _folder.Plan(PipelineFolder.Declare(PipelineFolder.Int4 with { Except = ["lm_head*"], Wide = ["*down_proj*"] })).Packing;
        var plain = _folder.Plan(PipelineFolder.Declare(PipelineFolder.Int4)).Packing;

        Assert.Equal(["lm_head*"], apart.Except);
        Assert.Equal(["*down_proj*"], apart.Wide);
        Assert.NotEqual(StageKey.Of(plain, "model", new FileHashes()).Hash, StageKey.Of(apart, "model", new FileHashes()).Hash);
    }

    public void Dispose() => _folder.Dispose();
}
