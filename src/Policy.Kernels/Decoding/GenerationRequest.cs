using OptPolicy.Kernels.Constraints;
using OptPolicy.Kernels.Sampling;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Kernels.Decoding;

/// <summary>What to generate. Immutable, but a <see cref="Constraint"/> is consumed by the generation that it is given to.</summary>
public sealed record GenerationRequest
{
    /// <summary>The prompt's tokens, rendered and encoded.</summary>
    public required ReadOnlyMemory<int> Prompt { get; init; }

    /// <summary>Most tokens to generate; what the context leaves bounds it too.</summary>
    public int MaxOutputTokens { get; init; } = int.MaxValue;

    /// <summary>How tokens are chosen; greedy by default.</summary>
    public SamplingOptions Sampling { get; init; } = SamplingOptions.Greedy;

    /// <summary>Tokens that end the answer; <see langword="null"/> means the model's own.</summary>
    public IReadOnlyList<int>? EndTokens { get; init; }

    /// <summary>What the answer must look like, or <see langword="null"/>.</summary>
    public ITokenConstraint? Constraint { get; init; }

    /// <summary>How many alternatives to report with each token's log-probability; <see langword="null"/> reports no log-probabilities.</summary>
    public int? TopLogProbabilities { get; init; }

    /// <summary>How to speculate; <see cref="SpeculationOptions.Off"/> decodes one token a call.</summary>
    public SpeculationOptions Speculation { get; init; } = SpeculationOptions.Default;

    /// <summary>Texts that the answer may resemble (an earlier answer to nearly the same question), as tokens: drafts, never output.</summary>
    public IReadOnlyList<ReadOnlyMemory<int>> DraftHints { get; init; } = [];
}
