using System.Globalization;

namespace OptPolicy;

/// <summary>How documents become passages. Immutable.</summary>
internal sealed record IndexOptions
{
    /// <summary>The most tokens of a passage, its headings included.</summary>
    public int PassageTokens { get; init; } = 110;

    /// <summary>The most tokens at the end of a passage that the next one repeats, so that a thought which crosses the border is whole in one of them.</summary>
    public int OverlapTokens { get; init; } = 20;

    /// <summary>The largest file.</summary>
    public long MaxFileBytes { get; init; } = 16L << 20;

    /// <summary>How many passages are embedded at the same time.</summary>
    public int AtOnce { get; init; } = 1;

    /// <summary>Names everything that decides where texts are cut: documents cut in another way are cut again.</summary>
    public string SplitFingerprint => string.Create(CultureInfo.InvariantCulture, $"1:{PassageTokens}:{OverlapTokens}");
}
