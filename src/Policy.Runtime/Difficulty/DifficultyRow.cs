namespace OptPolicy;

/// <summary>A prompt as ridge regression reads it.</summary>
/// <param name="Words">Places of its words, weighted.</param>
/// <param name="Shape">Its shape, on the scale of the training prompts.</param>
/// <param name="Vector">What the embedder makes of it.</param>
internal sealed record DifficultyRow((int Place, float Value)[] Words, float[] Shape, float[] Vector);
