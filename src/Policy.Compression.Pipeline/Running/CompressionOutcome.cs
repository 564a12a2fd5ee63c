using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Compression.Pipeline.Reporting;

namespace OptPolicy.Compression.Pipeline.Running;

/// <summary>How a run ended. Immutable.</summary>
/// <param name="Problems">What stands against the declaration; with an error among them nothing was run.</param>
public sealed record CompressionOutcome(IReadOnlyList<PipelineProblem> Problems)
{
    /// <summary>What was done; <see langword="null"/> when nothing was run.</summary>
    public CompressionManifest? Manifest { get; init; }

    /// <summary>Whether the model passed every gate and is in the output folder.</summary>
    public bool IsShipped { get; init; }

    /// <summary>The best model, shipped or not.</summary>
    public string? BestFolder { get; init; }

    /// <summary>The report.</summary>
    public string? ReportPath { get; init; }
}
