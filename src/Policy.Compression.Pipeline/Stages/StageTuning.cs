namespace OptPolicy.Compression.Pipeline.Stages;

/// <summary>What most requests leave as it is. Immutable.</summary>
public sealed record StageTuning
{
    /// <summary>Share of attention heads to remove; null: the request's share.</summary>
    public double? HeadShare { get; init; }

    /// <summary>Share of feed-forward neurons to remove; null: the request's share.</summary>
    public double? FeedForwardShare { get; init; }

    /// <summary>Share of the residual stream's channels to remove: it costs more quality than heads and neurons.</summary>
    public double ChannelShare { get; init; }

    /// <summary>Widths that are left are multiples of this.</summary>
    public int WidthMultiple { get; init; } = 32;

    /// <summary>Layers are compared by the loss without each instead of by how much they turn the residual stream: better and slower.</summary>
    public bool ComparesLayersByLoss { get; init; }

    /// <summary>Tokens of a calibration window.</summary>
    public int CalibrationLength { get; init; } = 256;

    /// <summary>Most calibration windows that are read.</summary>
    public int CalibrationWindows { get; init; } = 128;
}
