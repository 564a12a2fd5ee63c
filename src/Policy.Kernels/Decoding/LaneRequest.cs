namespace OptPolicy.Kernels.Decoding;

/// <summary>What a request asks of a lane pool. Immutable.</summary>
/// <param name="Prompt">The prompt's tokens, at least one; not changed until the lane is there.</param>
public sealed record LaneRequest(ReadOnlyMemory<int> Prompt)
{
    /// <summary>Most tokens of prompt and answer together; the memory for them is set aside before the request starts. At most the lanes' capacity, which is the default.</summary>
    public int MaxTokens { get; init; } = int.MaxValue;

    /// <summary>
    /// Only requests of an equal scope share cached prompts with this one; <see langword="null"/> is a scope of its own.
    /// A shared prompt answers sooner, and that difference in time tells one caller what another one sent: give each tenant a scope when that matters.
    /// </summary>
    public string? Scope { get; init; }
}
