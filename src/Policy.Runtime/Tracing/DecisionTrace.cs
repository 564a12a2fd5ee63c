using System.Collections.Immutable;

namespace OptPolicy;

/// <summary>Why a request went where it went and what it cost. Attached to every response under <see cref="PropertyName"/>; holds no prompt text.</summary>
public sealed record DecisionTrace
{
    /// <summary>The key in <c>ChatResponse.AdditionalProperties</c>.</summary>
    public const string PropertyName = "optpolicy.trace";

    /// <summary>The policy's name.</summary>
    public required string Policy { get; init; }

    /// <summary>The policy's hash.</summary>
    public required string PolicyHash { get; init; }

    /// <summary>The rule that decided, or <see langword="null"/> when the cache answered first.</summary>
    public string? Rule { get; init; }

    /// <summary>The plan the rule leads to.</summary>
    public string? Plan { get; init; }

    /// <summary>The model that answered, or <see langword="null"/> for a cache hit.</summary>
    public string? Model { get; init; }

    /// <summary><c>hit</c>, <c>miss</c>, <c>bypass</c>, <c>joined</c> (waited for an identical request in flight), <c>semantic</c> (the answer to another wording), <c>audit</c> (asked in the background, to check a hit) or <c>off</c>.</summary>
    public string Cache { get; init; } = "off";

    /// <summary>How the request ended.</summary>
    public OutcomeClass Outcome { get; init; }

    /// <summary>Every attempt in order.</summary>
    public ImmutableArray<AttemptTrace> Attempts { get; init; } = [];

    /// <summary>The intent that a rule or a cache asked for, where the host gave none: a name of the policy's <c>intents</c> or <c>none</c>; <see langword="null"/> when nothing asked.</summary>
    public string? Intent { get; init; }

    /// <summary>Cosine of the question and what it was recognised by.</summary>
    public double? IntentSimilarity { get; init; }

    /// <summary>The passages that the answer was made with.</summary>
    public ImmutableArray<PassageCitation> Passages { get; init; } = [];

    /// <summary>Warnings of budgets, for example <c>tenant day 83 %</c>.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>US dollars paid for all attempts.</summary>
    public decimal Cost { get; init; }

    /// <summary>US dollars that the baseline model would have cost for the served answer's tokens.</summary>
    public decimal BaselineCost { get; init; }

    /// <summary>Input tokens of the served answer, as counted by its provider or estimated.</summary>
    public long InputTokens { get; init; }

    /// <summary>Output tokens of the served answer.</summary>
    public long OutputTokens { get; init; }

    /// <summary>From the call to the last token.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Whether any part of the answer was replayed from a recording.</summary>
    public bool Recorded { get; init; }
}

/// <summary>One attempt.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Reason">Why it was tried: <c>rule</c>, <c>cascade</c>, <c>fallback</c>, <c>retry</c> or <c>degrade</c>.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Status">The HTTP status, or 0.</param>
/// <param name="Reserved">US dollars reserved before it.</param>
/// <param name="Settled">US dollars charged after it.</param>
/// <param name="Duration">How long it took.</param>
public sealed record AttemptTrace(string Model, string Reason, OutcomeClass Outcome, int Status, decimal Reserved, decimal Settled, TimeSpan Duration);
