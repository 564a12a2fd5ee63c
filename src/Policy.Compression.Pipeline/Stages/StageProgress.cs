namespace OptPolicy.Compression.Pipeline.Stages;

/// <summary>One line of JSON that the worker prints to standard output. Immutable.</summary>
/// <param name="Phase">What it is doing, for people.</param>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all.</param>
public sealed record StageProgress(string Phase, long Done, long Total)
{
    /// <summary>Smoothed training loss.</summary>
    public double? Loss { get; init; }

    /// <summary>Training speed.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>Expected seconds to the end.</summary>
    public double? SecondsLeft { get; init; }
}
