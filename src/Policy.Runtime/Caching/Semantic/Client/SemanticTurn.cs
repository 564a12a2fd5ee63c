using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>What the semantic cache means for one request: an answer, a duty to offer one, or nothing. Dispose it when the request ends.</summary>
internal sealed class SemanticTurn : IDisposable
{
    private readonly SemanticCacheStage? _stage;
    private bool _wasAbandoned;
    private bool _landed;

    private SemanticTurn(SemanticCacheStage? stage) => _stage = stage;

    /// <summary>The cache takes no part.</summary>
    public static SemanticTurn None { get; } = new(stage: null);

    /// <summary>The answer to serve, or <see langword="null"/> when a model must give one.</summary>
    public ChatResponse? Answer { get; private init; }

    /// <summary>The same as it is stored, and when it ceases to exist.</summary>
    public CachedAnswer? Stored { get; private init; }

    /// <summary>The entry whose answer the exact cache may keep a copy of.</summary>
    public SemanticEntry? Copied { get; private init; }

    /// <summary>Names the entry that the answer becomes.</summary>
    public string EntryId { get; private init; } = "";

    /// <summary>Whether an answer should be offered.</summary>
    public bool WantsAnswer => _stage is not null;

    public SemanticKey? Key { get; private init; }

    public ReadOnlyMemory<float> Vector { get; private init; }

    /// <summary>The flight that others wait for, if they may.</summary>
    public QuestionFlight? Flight { get; private init; }

    /// <summary>The nearest entry that was not served; whether its answer would have been right is learned from the model's.</summary>
    public RejectedMatch? Rejected { get; private init; }

    /// <summary>An entry whose answer may fit too, if the judge says so later.</summary>
    public SemanticMatch? NearMiss { get; private init; }

    public bool Stores { get; private init; }

    public static SemanticTurn Served(ChatResponse answer, CachedAnswer stored, SemanticEntry? copied) => new(stage: null) { Answer = answer, Stored = stored, Copied = copied };

    public static SemanticTurn ToAnswer(SemanticCacheStage stage, SemanticKey key, ReadOnlyMemory<float> vector, QuestionFlight? flight, RejectedMatch? rejected, bool stores, SemanticMatch? nearMiss = null) =>
        new(stage) { Key = key, Vector = vector, Flight = flight, Rejected = rejected, NearMiss = nearMiss, Stores = stores, EntryId = flight?.EntryId ?? SemanticEntryId.Of(key, stage.Now) };

    /// <summary>What a copy in the exact cache can be purged by; <see langword="null"/> where this cache takes no part.</summary>
    public string[]? TagsOf(PolicyRequest request, ModelInfo model) =>
        _stage is null ? null : AnswerTags.Of(request.Policy.Name, request.Facts.Tenant, model.Name, request.Policy.SemanticCache?.Tags ?? [], EntryId);

    /// <summary>Shares and stores an answer, if it is one to keep.</summary>
    public async ValueTask OfferAsync(PolicyRequest request, ModelInfo model, ChatResponse response, CachedAnswer packed)
    {
        if (_stage is null || !IsPlainText(response))
            return;
        Land(new FlightEnd(packed, FromCache: false, WasAbandoned: false));
        await _stage.AdmitAsync(this, request, model, response, packed).ConfigureAwait(false);
    }

    /// <summary>The caller gave up: whoever waits may call in its place.</summary>
    public void Abandon() => _wasAbandoned = Flight is not null;

    public void Dispose()
    {
        if (Flight is null || _stage is null)
            return;
        Land(new FlightEnd(Answer: null, FromCache: false, _wasAbandoned));
        _stage.Flights.Remove(Flight);
    }

    private void Land(FlightEnd end)
    {
        if (_landed)
            return;
        _landed = true;
        Flight?.Land(end);
    }

    // A call that is served again would do again what it did.
    private static bool IsPlainText(ChatResponse response) =>
        response.FinishReason == ChatFinishReason.Stop
        && !string.IsNullOrWhiteSpace(response.Text)
        && response.Messages.All(static m => m.Contents.All(static c => c is TextContent or TextReasoningContent or UsageContent));
}
