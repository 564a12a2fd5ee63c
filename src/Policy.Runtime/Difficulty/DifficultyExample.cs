namespace OptPolicy;

/// <summary>A prompt that a small and a large model answered.</summary>
/// <param name="Text">The prompt.</param>
/// <param name="Vector">Its vector, of length 1.</param>
/// <param name="Small">How good the small model's answer was, 0 to 1.</param>
/// <param name="Large">How good the large model's answer was, 0 to 1.</param>
internal sealed record DifficultyExample(string Text, float[] Vector, float Small, float Large)
{
    /// <summary>What the large model is worth here, −1 to 1.</summary>
    public float Gain => Large - Small;

    /// <summary>Whether something is lost when the small model answers.</summary>
    public bool IsLost => Gain > 0;
}
