using OptPolicy.Compression.Pipeline.Judging;

namespace OptPolicy.Compression.Pipeline.Running;

/// <summary>Who does the work of a run.</summary>
/// <param name="Worker">Trains and prunes.</param>
/// <param name="Packer">Packs and proves.</param>
/// <param name="Judge">Measures.</param>
public sealed record PipelineTools(IStageWorker Worker, IModelPacker Packer, IModelJudge Judge);
