using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Kernels.Chat;

/// <summary>
/// What a request can ask of a local model beyond <see cref="Microsoft.Extensions.AI.ChatOptions"/>: return one from
/// <see cref="Microsoft.Extensions.AI.ChatOptions.RawRepresentationFactory"/>. Immutable.
/// </summary>
public sealed record KernelsChatOptions
{
    /// <summary>Keeps tokens at least this share as probable as the most probable one, 0 to 1; <see langword="null"/> keeps all.</summary>
    public float? MinP { get; init; }

    /// <summary>Divides positive and multiplies negative logits of tokens that are in prompt or answer; 1 is off. Not the same as a presence penalty.</summary>
    public float? RepetitionPenalty { get; init; }

    /// <summary>How to speculate; <see langword="null"/> is the client's default. The answer does not depend on it where speculation is lossless.</summary>
    public SpeculationOptions? Speculation { get; init; }

    /// <summary>Only requests of an equal scope share cached prompts; <see langword="null"/> is a scope of its own.</summary>
    public string? Scope { get; init; }

    /// <summary>Reports each token's log-probability and this many alternatives; <see langword="null"/> reports none.</summary>
    public int? LogProbabilities { get; init; }

    /// <summary>Whether to report the answer's confidence; costs one pass over the logits a token.</summary>
    public bool ReportsConfidence { get; init; } = true;

    /// <summary>Texts that the answer may resemble, such as an earlier answer to nearly the same question: guesses for speculation, never output.</summary>
    public IReadOnlyList<string> DraftHints { get; init; } = [];

    /// <summary>Most characters of white space where JSON allows it, in answers that must be JSON; 0 is compact.</summary>
    public int MaxJsonWhitespace { get; init; }

    /// <summary>Whether a schema that cannot be enforced completely is an error. Otherwise what is not enforced is listed under <see cref="KernelsChatClient.SchemaIgnoredProperty"/>.</summary>
    public bool RequiresWholeSchema { get; init; }
}
