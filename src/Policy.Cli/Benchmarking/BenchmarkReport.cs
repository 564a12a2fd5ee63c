using System.Collections.Immutable;
using OptPolicy.Kernels.Devices;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Cli.Benchmarking;

/// <summary>What was measured of one model on this machine.</summary>
internal sealed record BenchmarkReport
{
    public required string Model { get; init; }

    public required DecoderSpec Spec { get; init; }

    public required DeviceSelection Device { get; init; }

    public required int ContextTokens { get; init; }

    /// <summary>Of the files that hold the weights.</summary>
    public required long WeightBytes { get; init; }

    public required long KeyValueBytesPerToken { get; init; }

    public required TimeSpan LoadTime { get; init; }

    public required int PromptTokens { get; init; }

    /// <summary>Prompt tokens a second, from an empty cache.</summary>
    public required double PrefillRate { get; init; }

    /// <summary>Plain decoding first, then a run for each drafter.</summary>
    public required ImmutableArray<DecodeRun> Decoding { get; init; }

    /// <summary>Null when the model was not certified.</summary>
    public ExactnessCertificate? Certificate { get; init; }

    /// <summary>Most memory of this process so far.</summary>
    public required long PeakBytes { get; init; }

    /// <summary>Bytes a second that all cores read.</summary>
    public required double MemoryBandwidth { get; init; }

    /// <summary>Tokens a second at which reading the weights once a token would fill the memory's bandwidth.</summary>
    public double RooflineRate => WeightBytes > 0 ? MemoryBandwidth / WeightBytes : 0;
}

/// <summary>One way of decoding the same prompt.</summary>
/// <param name="Drafter"><c>plain</c>, <c>ngram</c>, …</param>
/// <param name="Status">Whether it speculated, and if not, why.</param>
/// <param name="Tokens">Tokens generated.</param>
/// <param name="Rate">Tokens a second after the first, the best of some runs.</param>
/// <param name="Rounds">Calls of the model.</param>
/// <param name="Proposed">Drafted tokens.</param>
/// <param name="Accepted">Of those, tokens that the model agreed with.</param>
/// <param name="Lookaheads">Rounds by the number of tokens that were drafted, from 0.</param>
/// <param name="IsSame">Whether the answer is that of plain decoding, token for token.</param>
internal sealed record DecodeRun(
    string Drafter, SpeculationStatus Status, int Tokens, double Rate, int Rounds, int Proposed, int Accepted, ImmutableArray<int> Lookaheads, bool IsSame)
{
    /// <summary>Share of drafted tokens that were accepted; null when none was drafted.</summary>
    public double? Acceptance => Proposed == 0 ? null : (double)Accepted / Proposed;
}
