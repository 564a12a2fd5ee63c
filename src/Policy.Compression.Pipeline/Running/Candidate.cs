using OptPolicy.Compression.Pipeline.Caching;
using OptPolicy.Compression.Pipeline.Judging;
using OptPolicy.Compression.Pipeline.Planning;

namespace OptPolicy.Compression.Pipeline.Running;

/// <summary>A model that might be shipped. Immutable.</summary>
/// <param name="Checkpoint">The float32 model it was packed from.</param>
/// <param name="Packed">The packed model.</param>
/// <param name="Packing">How it was packed.</param>
/// <param name="Judgement">What the gates say.</param>
public sealed record Candidate(ModelArtefact Checkpoint, ModelArtefact Packed, PackSettings Packing, Judgement Judgement);
