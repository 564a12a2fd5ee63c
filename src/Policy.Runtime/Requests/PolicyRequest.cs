using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>One request on its way through the policy: what was asked, and what was done so far.</summary>
/// <remarks>Used by one caller at a time. Settings that can be tuned are read once, so that a request sees one policy.</remarks>
internal sealed class PolicyRequest
{
    private readonly List<AttemptTrace> _attempts = new(1);
    private List<string>? _notes;
    private long? _inputBound;
    private volatile Embedded? _embedded;

    public PolicyRequest(CompiledPolicy policy, IReadOnlyList<ChatMessage> messages, ChatOptions? options, bool streaming, long started, bool isObserved = true)
    {
        Started = started;
        Activity = isObserved ? PolicyActivities.StartRequest(policy) : null;
        Policy = policy;
        Messages = messages;
        Options = options;
        Facts = new(messages, options) { Stream = streaming, RecognisesIntents = policy.Intents is not null };
        Fallback = policy.Fallback;
        Budgets = policy.Budgets;
    }

    /// <summary>Timestamp of the call.</summary>
    public long Started { get; }

    public Activity? Activity { get; }

    public CompiledPolicy Policy { get; }

    /// <summary>What a model is asked: the caller's messages, and passages among them once they are retrieved.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; private set; }

    /// <summary>The passages among <see cref="Messages"/>.</summary>
    public IReadOnlyList<PassageCitation> Citations { get; private set; } = [];

    /// <summary>The answer to nearly the same question, for local models to speculate with; <see langword="null"/> when there is none.</summary>
    public string? DraftHint { get; set; }

    /// <summary>Whether passages are missing that the policy asks for; such an answer has no part in caches.</summary>
    public bool IsUngrounded { get; set; }

    /// <summary>The caller's options; never changed.</summary>
    public ChatOptions? Options { get; }

    public RequestFacts Facts { get; }

    public FallbackSettings Fallback { get; }

    public ImmutableArray<BudgetInfo> Budgets { get; }

    /// <summary>Where the request was routed; <see langword="null"/> while, or when, the cache answers.</summary>
    public RouteDecision? Decision { get; set; }

    /// <summary>What the question was recognised as; <see langword="null"/> where nothing asked.</summary>
    public IntentGuess? Intent { get; set; }

    public string CacheState { get; set; } = CacheStates.Off;

    /// <summary>What the semantic cache says of the answer that it serves.</summary>
    public SemanticHit? SemanticHit { get; set; }

    /// <summary>US dollars of all attempts so far.</summary>
    public decimal Spent { get; private set; }

    /// <summary>The part of <see cref="Spent"/> that checked hits instead of answering.</summary>
    public decimal SpentOnChecks { get; private set; }

    /// <summary>US dollars that the request on whose behalf this one is made had spent; budgets of one request count both.</summary>
    public decimal SpentBefore { get; private init; }

    public bool Recorded { get; set; }

    public IReadOnlyList<AttemptTrace> Attempts => _attempts;

    public IReadOnlyList<string> Notes => _notes ?? (IReadOnlyList<string>)[];

    public bool IsStreaming => Facts.Stream;

    public long? CallerMaxOutput => Options?.MaxOutputTokens;

    /// <summary>See <see cref="TokenBound"/>; computed once for all attempts.</summary>
    public long InputBound => _inputBound ??= TokenBound.OfInput(Messages, Options);

    /// <summary>Adds a note once: every attempt of a request meets the same budgets.</summary>
    public void Note(string note)
    {
        _notes ??= [];
        if (!_notes.Contains(note)) _notes.Add(note);
    }

    /// <summary>The vector of the last user turn: computed once a request for each embedder.</summary>
    public async ValueTask<ReadOnlyMemory<float>> EmbedAsync(IRequestEmbedder embedder, string text, CancellationToken cancellationToken)
    {
        // A search that was given up may still be at work here: what it leaves is whole.
        if (_embedded is { } known && ReferenceEquals(known.Embedder, embedder) && string.Equals(known.Text, text, StringComparison.Ordinal)) return known.Vector;
        var vector = await embedder.EmbedAsync(text, cancellationToken).ConfigureAwait(false);
        _embedded = new(embedder, text, vector);
        return vector;
    }

    /// <summary>Asks with passages among the messages; whatever counts tokens from now on counts theirs.</summary>
    public void AddPassages(IReadOnlyList<ChatMessage> messages, IReadOnlyList<PassageCitation> citations)
    {
        Facts.InputTokens += TokenEstimate.OfRequest(messages, null) - TokenEstimate.OfRequest(Messages, null);
        Messages = messages;
        Citations = citations;
        _inputBound = null;
    }

    public void Add(AttemptTrace attempt)
    {
        _attempts.Add(attempt);
        Spent += attempt.Settled;
        if (attempt.Reason == AttemptReason.Verify) SpentOnChecks += attempt.Settled;
    }

    /// <summary>Another call on behalf of this request: for the same caller, and charged to the same budgets.</summary>
    public PolicyRequest Aside(IReadOnlyList<ChatMessage> messages, ChatOptions? options, long started, bool isObserved)
    {
        var aside = new PolicyRequest(Policy, messages, options, streaming: false, started, isObserved) { SpentBefore = SpentBefore + Spent };
        aside.Facts.IsAskedBy(Facts);
        return aside;
    }

    private sealed record Embedded(IRequestEmbedder Embedder, string Text, ReadOnlyMemory<float> Vector);
}
