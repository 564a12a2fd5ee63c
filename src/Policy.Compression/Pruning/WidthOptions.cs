namespace OptPolicy.Compression.Pruning;

/// <summary>How much of each width goes. Immutable.</summary>
public sealed record WidthOptions
{
    /// <summary>The share of feed-forward neurons to remove, 0…1.</summary>
    public required double FeedForwardShare { get; init; }

    /// <summary>The share of attention heads to remove, 0…1.</summary>
    public required double HeadShare { get; init; }

    /// <summary>The share of the residual stream's channels to remove, 0…1. It costs more quality than the others (Minitron, §4).</summary>
    public double ChannelShare { get; init; }

    /// <summary>Widths are rounded to multiples of this, so that groups of quantised weights and vector units stay full.</summary>
    public int Multiple { get; init; } = 32;

    /// <summary>What is wrong, or <see langword="null"/>.</summary>
    public string? Problem()
    {
        foreach (var (name, share) in new[] { ("feed-forward", FeedForwardShare), ("head", HeadShare), ("channel", ChannelShare) })
        {
            if (share is not (>= 0 and < 1))
                return $"a {name} share of {share} leaves no width: remove at least 0 and less than 1";
        }

        if (Multiple < 1)
            return $"widths cannot be multiples of {Multiple}";
        return FeedForwardShare + HeadShare + ChannelShare > 0 ? null : "nothing is to be removed: give a share above 0";
    }
}
