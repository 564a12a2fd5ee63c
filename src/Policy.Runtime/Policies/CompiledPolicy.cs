using System.Collections.Immutable;

namespace OptPolicy;

/// <summary>A compiled policy: tables and straight-line decisions, no state. The generator derives one sealed class from it per policy.</summary>
/// <remarks>Thread-safe. Decisions allocate nothing once the facts they read are known.</remarks>
public abstract class CompiledPolicy
{
    /// <summary>The policy's name in its file.</summary>
    public abstract string Name { get; }

    /// <summary>Hex SHA-256 of everything that can change behaviour; part of every cache key and trace.</summary>
    public abstract string Hash { get; }

    /// <summary>The models in slot order.</summary>
    public abstract ImmutableArray<ModelInfo> Models { get; }

    /// <summary>The rules in priority order; the last is <c>otherwise</c>.</summary>
    public abstract ImmutableArray<RuleInfo> Rules { get; }

    /// <summary>Where rules lead.</summary>
    public abstract ImmutableArray<PlanInfo> Plans { get; }

    /// <summary>Slot of the model that savings are counted against.</summary>
    public abstract int BaselineModel { get; }

    /// <summary>Decides which rule holds first.</summary>
    public abstract RouteDecision Route(RequestFacts request);

    /// <summary>Whether the answer of a cascade's step is good enough to stop there. The last step always is.</summary>
    public virtual bool Accept(int plan, int step, ResponseFacts response) => true;

    /// <summary>The exact cache, or <see langword="null"/> when the policy has none. Read once a request, so a tuned value takes effect at once.</summary>
    public virtual ExactCacheSettings? ExactCache => null;

    /// <summary>Whether this request must neither be answered from the cache nor stored in it.</summary>
    public virtual bool BypassExactCache(RequestFacts request) => false;

    /// <summary>The embedders that the policy uses.</summary>
    public virtual ImmutableArray<EmbedderInfo> Embedders => [];

    /// <summary>The semantic cache, or <see langword="null"/> when the policy has none. Read once a request, so a tuned value takes effect at once.</summary>
    public virtual SemanticCacheSettings? SemanticCache => null;

    /// <summary>Whether this request must neither be answered from the semantic cache nor stored in it.</summary>
    public virtual bool BypassSemanticCache(RequestFacts request) => false;

    /// <summary>Whether the policy's verifier must confirm this near hit before it is served.</summary>
    public virtual bool VerifyHit(CacheCandidate candidate) => false;

    /// <summary>The intents that the fact <c>intent</c> is recognised as, or <see langword="null"/> when only the host says it.</summary>
    public virtual IntentsInfo? Intents => null;

    /// <summary>What is retrieved, in this order.</summary>
    public virtual ImmutableArray<RetrievalSettings> Retrievals => [];

    /// <summary>Whether collection <paramref name="retrieval"/> is searched for this request.</summary>
    public virtual bool Retrieves(int retrieval, RequestFacts request) => true;

    /// <summary>What happens when an attempt fails. Read once a request.</summary>
    public virtual FallbackSettings Fallback => FallbackSettings.None;

    /// <summary>Whether fallback step <paramref name="step"/> may cure <paramref name="failure"/>.</summary>
    public virtual bool FallbackApplies(int step, AttemptFailure failure) => failure.IsCurableByAnotherModel;

    /// <summary>Whether the same model should be tried again after <paramref name="failure"/>.</summary>
    public virtual bool RetryApplies(AttemptFailure failure) => failure.IsTransient;

    /// <summary>The budgets, checked in this order, all or nothing. Read once a request.</summary>
    public virtual ImmutableArray<BudgetInfo> Budgets => [];
}

/// <summary>A rule of a policy and the line that declares it.</summary>
/// <param name="Index">Position in <see cref="CompiledPolicy.Rules"/>.</param>
/// <param name="Name">The name in the policy file; <c>otherwise</c> for the last.</param>
/// <param name="Plan">Index into <see cref="CompiledPolicy.Plans"/>.</param>
/// <param name="Condition">The condition as written, or <see langword="null"/> for <c>otherwise</c>.</param>
/// <param name="Path">The policy file.</param>
/// <param name="Line">The line, from 1.</param>
public sealed record RuleInfo(int Index, string Name, int Plan, string? Condition, string Path, int Line);

/// <summary>A target of a rule: one model, or a cascade of models.</summary>
/// <param name="Index">Position in <see cref="CompiledPolicy.Plans"/>.</param>
/// <param name="Name">The model's or cascade's name.</param>
/// <param name="IsCascade">Whether answers are judged before they are served.</param>
/// <param name="Models">Model slots in order; one for a plain model.</param>
public sealed record PlanInfo(int Index, string Name, bool IsCascade, ImmutableArray<int> Models);

/// <summary>The outcome of routing.</summary>
/// <param name="Rule">Index into <see cref="CompiledPolicy.Rules"/>.</param>
/// <param name="Plan">Index into <see cref="CompiledPolicy.Plans"/>.</param>
public readonly record struct RouteDecision(short Rule, short Plan);

/// <summary>Settings of the exact cache.</summary>
/// <param name="Ttl">Absolute lifetime; never sliding.</param>
/// <param name="Scope">Names of facts whose values separate entries, for example <c>tenant</c> or <c>user.locale</c>.</param>
public sealed record ExactCacheSettings(TimeSpan Ttl, ImmutableArray<string> Scope);

/// <summary>Settings of fallback, retries and streaming.</summary>
public sealed record FallbackSettings
{
    /// <summary>No other model, no retry, commit at the first token.</summary>
    public static FallbackSettings None { get; } = new();

    /// <summary>Models to try, in order, when a plan has no answer.</summary>
    public ImmutableArray<FallbackStepInfo> Steps { get; init; } = [];

    /// <summary>Repeats of the same model after the first attempt.</summary>
    public int RetryCount { get; init; }

    /// <summary>First delay between repeats; doubles with jitter.</summary>
    public TimeSpan RetryBaseDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest delay between repeats.</summary>
    public TimeSpan RetryMaxDelay { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>When a stream stops being replaceable.</summary>
    public StreamCommit Commit { get; init; } = StreamCommit.FirstToken;

    /// <summary>Updates with content held back before committing; only for <see cref="StreamCommit.AfterTokens"/>.</summary>
    public int CommitAfterTokens { get; init; }
}

/// <summary>A model that takes over from a failed or late attempt.</summary>
/// <param name="Model">Slot of the model.</param>
/// <param name="After">How long the attempt before may take; <see langword="null"/> means until it fails.</param>
public sealed record FallbackStepInfo(int Model, TimeSpan? After);

/// <summary>When a stream stops being replaceable.</summary>
public enum StreamCommit
{
    /// <summary>At the first token: lowest latency; later failures surface.</summary>
    FirstToken,

    /// <summary>After a number of tokens.</summary>
    AfterTokens,

    /// <summary>At the end: every failure can be replaced; no streaming latency gain.</summary>
    End,
}
