using OptPolicy.Compression.Models;
using OptPolicy.Compression.Pipeline.Stages;

namespace OptPolicy.Compression.Stages;

/// <summary>What a stage made.</summary>
/// <param name="Model">The model, which whoever has the outcome owns; it may be the one that the stage was given.</param>
/// <param name="Result">What is told about it.</param>
internal sealed record StageOutcome(LlamaModel Model, StageResult Result);
