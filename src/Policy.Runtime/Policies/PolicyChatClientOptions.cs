using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Logging;

namespace OptPolicy;

/// <summary>What the host app supplies to a policy's middleware. Set it up before the client is built; it is read then, and on each request.</summary>
public sealed class PolicyChatClientOptions
{
    /// <summary>The cache behind <c>cache exact</c>. Without one, the host's registered <see cref="HybridCache"/> is used, else one in this process.</summary>
    public HybridCache? Cache { get; set; }

    /// <summary>Keeps the entries of <c>cache semantic</c>. Without one, the policy's <c>store</c> is opened. It belongs to whoever made it.</summary>
    public ISemanticStore? SemanticStore { get; set; }

    /// <summary>Longest wait for the semantic cache's store; what takes longer is a miss.</summary>
    public TimeSpan SemanticStoreTimeout { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest wait for the vector of a question; what takes longer is a miss.</summary>
    public TimeSpan EmbeddingTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait for a verifier of near hits; what takes longer is a miss.</summary>
    public TimeSpan VerifierTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait for the passages of one collection, the vector of the question and the first reading of the collection included; what takes longer is left out.</summary>
    public TimeSpan RetrievalTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Counts budgets. Without one, the host's registered store is used, else one in this process that forgets on restart.</summary>
    public IBudgetStore? Budgets { get; set; }

    /// <summary>Receives a line per finished request. Without one, the host's registered ledger is used, if any.</summary>
    public IUsageLedger? Ledger { get; set; }

    /// <summary>The clock for timeouts, budget windows, cache lifetimes and durations.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Receives logs; never prompt text, never secrets. Without one, the host's registered factory is used, if any.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Pins facts of a request before it is decided, for example the tenant from the current HTTP request.</summary>
    /// <remarks>Called once a request, on the caller's execution context. The provider is the one that the client was built with.</remarks>
    public Action<RequestFacts, IServiceProvider?>? Identify { get; set; }

    /// <summary>How much of its recorded latency a recorded model really waits: 1 in real time, 0 at once.</summary>
    public double RecordedLatencyScale { get; set; } = 1;

    /// <summary>Whether models that run in-process start loading as soon as the client is built, instead of at their first request, which then waits for it.</summary>
    public bool PreloadLocalModels { get; set; }

    /// <summary>Longest wait for one attempt of a model that declares no <c>timeout</c>; for a stream, to its commit point and then between updates.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>Whether a stream that ends without a finish reason counts as cut short. Turn off only for clients that never give one.</summary>
    public bool RequireFinishReason { get; set; } = true;

    /// <summary>Seed of the jitter between retries; <see langword="null"/> for a different sequence in each process.</summary>
    public int? JitterSeed { get; set; }
}
