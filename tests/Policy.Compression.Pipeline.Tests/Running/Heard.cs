using OptPolicy.Compression.Pipeline.Running;

namespace OptPolicy.Compression.Pipeline.Tests.Running;

/// <summary>Keeps what a run tells, in order.</summary>
internal sealed class Heard : IProgress<PipelineProgress>
{
    public List<PipelineProgress> All { get; } = [];

    public void Report(PipelineProgress value) => All.Add(value);
}
