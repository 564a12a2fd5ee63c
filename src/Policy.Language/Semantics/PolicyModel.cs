using OptPolicy.Language.Text;

namespace OptPolicy.Language.Semantics;

/// <summary>One file after binding and checking. Value-equal when nothing that matters to emission changed.</summary>
public sealed record CheckedFile(string Path, EquatableArray<PolicyDeclaration> Policies)
{
    /// <summary>The <c>compress</c> blocks without errors, in their order.</summary>
    public EquatableArray<CompressionDeclaration> Compressions { get; init; }
}

/// <summary>One policy with everything it needs: imports flattened, <c>extends</c> and <c>inherit</c> applied, names resolved to indexes.</summary>
public sealed record PolicyDeclaration(string Name, SourceSpan NameSpan)
{
    public string? Documentation { get; init; }

    /// <summary>Hex SHA-256 of the effective policy: canonical tokens of every statement that can change its behaviour, so not its tests, comments or layout.</summary>
    public required string Hash { get; init; }

    /// <summary>Models this policy can reach, in declaration order. Every model index below points here.</summary>
    public EquatableArray<ModelDeclaration> Models { get; init; }

    public EquatableArray<ExternDeclaration> Externs { get; init; }

    public ExactCacheDeclaration? ExactCache { get; init; }

    /// <summary>Embedders of the semantic cache, of retrieval and of intents.</summary>
    public EquatableArray<EmbedderDeclaration> Embedders { get; init; }

    public SemanticCacheDeclaration? SemanticCache { get; init; }

    /// <summary>What the fact <c>intent</c> is recognised as; null: only the host says it.</summary>
    public IntentSetDeclaration? Intents { get; init; }

    /// <summary>What is searched, in this order.</summary>
    public EquatableArray<RetrievalDeclaration> Retrievals { get; init; }

    /// <summary>Rules in priority order; the last is <c>otherwise</c> with a null condition.</summary>
    public EquatableArray<RuleDeclaration> Rules { get; init; }

    /// <summary>Where rules lead: single models first used as a target, and cascades.</summary>
    public EquatableArray<PlanDeclaration> Plans { get; init; }

    public FallbackDeclaration? Fallback { get; init; }

    public EquatableArray<BudgetDeclaration> Budgets { get; init; }

    /// <summary>The model that an unmanaged app would have used for everything; savings are counted against it. Null: the most expensive reachable model.</summary>
    public int? BaselineModel { get; init; }

    /// <summary>Upper bound of the cost of one request in dollars, proved by the checker; null when a reachable model has no bound.</summary>
    public decimal? WorstCaseCost { get; init; }

    public EquatableArray<TunableDeclaration> Tunables { get; init; }

    public EquatableArray<PolicyTestDeclaration> Tests { get; init; }

    /// <summary>Models that may answer: all but one that only judges near hits.</summary>
    public IEnumerable<ModelDeclaration> AnsweringModels()
    {
        var judge = SemanticCache?.Verifier?.Model;
        var isAsked = judge == BaselineModel
            || Plans.Items.SelectMany(static p => p.Steps.Items).Any(s => s.Model == judge)
            || Fallback?.Steps.Items.Any(s => s.Model == judge) is true
            || Budgets.Items.SelectMany(static b => b.Steps.Items).Any(s => s.DegradeModel == judge);
        return judge is null || isAsked ? Models.Items : Models.Items.Where((_, i) => i != judge);
    }
}

public enum ProviderKind : byte
{
    /// <summary>The host app supplies the <c>IChatClient</c>.</summary>
    Client,

    /// <summary>Any OpenAI-compatible endpoint.</summary>
    OpenAI,

    /// <summary>Replays recorded answers from a JSONL file.</summary>
    Recorded,

    /// <summary>A local ONNX model.</summary>
    Onnx,
}

/// <summary>A model, its price and its abilities.</summary>
/// <param name="ProviderArgument">The endpoint's model name, the recording's path or the model folder; null for <see cref="ProviderKind.Client"/>.</param>
public sealed record ModelDeclaration(string Name, SourceSpan NameSpan, ProviderKind Provider, string? ProviderArgument)
{
    public string? Documentation { get; init; }

    /// <summary>The base address of an OpenAI-compatible endpoint, or null for the provider's own.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The name of the environment variable or configuration key that holds the API key; null: <c>OPENAI_API_KEY</c>.</summary>
    public string? ApiKeyName { get; init; }

    /// <summary>Dollars per token.</summary>
    public decimal PriceInput { get; init; }

    /// <summary>Dollars per token read from the provider's prompt cache; null: the input price.</summary>
    public decimal? PriceCached { get; init; }

    /// <summary>Dollars per token.</summary>
    public decimal PriceOutput { get; init; }

    public long ContextTokens { get; init; }

    public long MaxOutputTokens { get; init; }

    /// <summary>The longest one attempt may take, in seconds; null: no limit of its own.</summary>
    public decimal? Timeout { get; init; }

    /// <summary>Attempts a minute; null: no limit.</summary>
    public long? RateRequests { get; init; }

    /// <summary>Tokens a minute; null: no limit.</summary>
    public long? RateTokens { get; init; }

    /// <summary>How long an attempt waits for room under the rates, in seconds.</summary>
    public decimal RateWait { get; init; }

    public BreakerDeclaration? Breaker { get; init; }

    /// <summary>Of <c>tools</c>, <c>json</c>, <c>vision</c>, <c>audio</c>, <c>streaming</c>.</summary>
    public EquatableArray<string> Supports { get; init; }

    /// <summary>How a model of <see cref="ProviderKind.Onnx"/> runs; null for every other.</summary>
    public LocalModelDeclaration? Local { get; init; }
}

/// <summary>When a model that fails is left alone.</summary>
/// <param name="Failures">The share of failed attempts that opens the breaker.</param>
/// <param name="Attempts">How many attempts must have ended in the window.</param>
/// <param name="Window">Seconds.</param>
/// <param name="Pause">Seconds.</param>
public sealed record BreakerDeclaration(decimal Failures, long Attempts, decimal Window, decimal Pause);

/// <param name="Subject">Request: <c>bool IsVip(RequestFacts)</c>. Response: <c>bool LooksRight(ResponseFacts)</c>.</param>
public sealed record ExternDeclaration(string Name, FactSubject Subject, SourceSpan NameSpan, string? Documentation);

/// <summary>A number that is a constant, or a default with a range when the policy marks it <c>tunable</c>.</summary>
/// <param name="Tunable">Index into <see cref="PolicyDeclaration.Tunables"/>, or null for a constant.</param>
public readonly record struct SettingValue(Constant Value, int? Tunable);

/// <summary>A typed option of the generated <c>…Tuning</c> class.</summary>
/// <param name="Name">A C# property name, for example <c>CacheExactTtl</c>.</param>
public sealed record TunableDeclaration(string Name, Constant Default, Constant Low, Constant High, SourceSpan Span);

/// <param name="Ttl">Absolute lifetime in seconds.</param>
public sealed record ExactCacheDeclaration(SettingValue Ttl, EquatableArray<string> Scope, EquatableArray<Condition> Bypass, SourceSpan Span);

public sealed record RuleDeclaration(string Name, SourceSpan NameSpan, Condition? When, int Plan, SourceSpan TargetSpan)
{
    public string? Documentation { get; init; }
}

/// <summary>One model, or a cascade's steps in order. Only the last step has no <see cref="PlanStep.Accept"/> condition.</summary>
public sealed record PlanDeclaration(string Name, bool IsCascade, EquatableArray<PlanStep> Steps, SourceSpan Span);

public sealed record PlanStep(int Model, Condition? Accept, SourceSpan Span);

/// <summary>What happens when an attempt fails.</summary>
public sealed record FallbackDeclaration(EquatableArray<FallbackStep> Steps, RetryDeclaration? Retry, SourceSpan Span)
{
    /// <summary>When a stream stops being replaceable.</summary>
    public CommitPoint Commit { get; init; } = CommitPoint.FirstToken;

    /// <summary>Output tokens to hold back before committing; only for <see cref="CommitPoint.AfterTokens"/>.</summary>
    public int CommitAfterTokens { get; init; }
}

public enum CommitPoint : byte
{
    FirstToken,
    AfterTokens,
    End,
}

/// <param name="After">Seconds the attempt before this one may take until this one takes over; null: only on failure.</param>
/// <param name="When">Outcome classes or statuses that lead here; null: every class that a different model can cure.</param>
public sealed record FallbackStep(int Model, SettingValue? After, Condition? When, SourceSpan Span);

/// <summary>Exponential back-off with jitter between <paramref name="BaseDelay"/> and <paramref name="MaxDelay"/> seconds.</summary>
public sealed record RetryDeclaration(int Count, Condition? When, decimal BaseDelay, decimal MaxDelay, SourceSpan Span);

public enum BudgetScope : byte
{
    Global, Request, User, Tenant, Session,
}

public enum BudgetWindow : byte
{
    None, Minute, Hour, Day, Month,
}

public enum BudgetAction : byte
{
    Warn, Degrade, Reject,
}

/// <param name="Limit">Dollars in one window (or in one request).</param>
/// <param name="TimeZone">IANA name; windows start at its local midnight.</param>
public sealed record BudgetDeclaration(BudgetScope Scope, BudgetWindow Window, SettingValue Limit, string TimeZone, EquatableArray<BudgetStep> Steps, SourceSpan Span);

/// <param name="At">Ratio of the limit, 0 to 1.</param>
/// <param name="DegradeModel">For <see cref="BudgetAction.Degrade"/>.</param>
public sealed record BudgetStep(decimal At, BudgetAction Action, int? DegradeModel, SourceSpan Span);

/// <summary>A <c>test</c> block: facts and a prompt in, expectations out; runs offline.</summary>
public sealed record PolicyTestDeclaration(string Name, SourceSpan NameSpan)
{
    public string? Prompt { get; init; }

    /// <summary>Facts pinned by the test, by fact name as written.</summary>
    public EquatableArray<PinnedFact> Facts { get; init; }

    public EquatableArray<GivenDeclaration> Givens { get; init; }

    public EquatableArray<ExpectDeclaration> Expectations { get; init; }
}

public readonly record struct PinnedFact(string Name, Constant Value);

/// <summary><c>given premium fails 503</c>, <c>given premium answers "…" confidence 0.4</c>, <c>given budget tenant used 99%</c>.</summary>
public sealed record GivenDeclaration(GivenKind Kind, int? Model, Constant? Value, SourceSpan Span)
{
    public decimal? Confidence { get; init; }

    public BudgetScope? Budget { get; init; }
}

public enum GivenKind : byte
{
    /// <summary>Every attempt on the model fails with this HTTP status.</summary>
    Fails,

    /// <summary>The model never answers.</summary>
    TimesOut,

    /// <summary>The model's stream stops before its finish reason.</summary>
    Truncates,

    /// <summary>The model answers this text.</summary>
    Answers,

    /// <summary>This share of the budget is spent before the request.</summary>
    BudgetUsed,

    /// <summary>The same request was answered and cached before, or one with the prompt that the value says.</summary>
    Cached,
}

public sealed record ExpectDeclaration(ExpectKind Kind, string? Name, ComparisonOperator Operator, Constant? Value, SourceSpan Span);

public enum ExpectKind : byte
{
    /// <summary>Rule <c>Name</c> decides.</summary>
    Rule,

    /// <summary>Model <c>Name</c> answers.</summary>
    Model,

    /// <summary><c>hit</c>, <c>miss</c>, <c>bypass</c> or <c>semantic</c>.</summary>
    Cache,

    /// <summary>Dollars of the request, all attempts.</summary>
    Cost,

    /// <summary>Number of attempts.</summary>
    Attempts,

    /// <summary>The final outcome class, for example <c>budget_denied</c>.</summary>
    Outcome,
}
