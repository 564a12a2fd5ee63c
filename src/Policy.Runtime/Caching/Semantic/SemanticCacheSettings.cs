using System.Collections.Immutable;

namespace OptPolicy;

/// <summary>Settings of the semantic cache. Immutable.</summary>
/// <param name="Embedder">Index into <see cref="CompiledPolicy.Embedders"/>.</param>
/// <param name="Threshold">The least cosine of a hit, 0…1. With <see cref="MostFalseHits"/> it is only the floor below which nothing is looked at.</param>
/// <param name="Ttl">Absolute lifetime of an entry; a hit never extends it.</param>
/// <param name="Scope">Names of facts whose values separate entries, for example <c>tenant</c> or <c>user.locale</c>.</param>
/// <param name="Store">Where entries are kept.</param>
public sealed record SemanticCacheSettings(int Embedder, double Threshold, TimeSpan Ttl, ImmutableArray<string> Scope, SemanticStoreInfo Store)
{
    /// <summary>Differences between questions that rule a hit out.</summary>
    public GuardKinds Guards { get; init; } = GuardKinds.All;

    /// <summary>How clear of the next entry with another answer a hit must stand, by cosine and shared words; a closer call is a doubt.</summary>
    public double Margin { get; init; } = 0.03;

    /// <summary>Whether what a guard only doubts is served where it stands clear of other answers; otherwise only what a verifier confirms.</summary>
    public bool ServesDoubts { get; init; }

    /// <summary>The share of served hits that may be wrong, 0…1; <see langword="null"/> when the threshold alone decides.</summary>
    public double? MostFalseHits { get; init; }

    /// <summary>What labelled pairs of this workload say about similarity and right answers; <see langword="null"/> before <c>optpolicy tune</c>.</summary>
    public HitCalibration? Calibration { get; init; }

    /// <summary>Judges the hits for which <see cref="CompiledPolicy.VerifyHit"/> holds; <see langword="null"/> when the policy declares none.</summary>
    public VerifierInfo? Verifier { get; init; }

    /// <summary>The most entries of this policy; the least valuable leave first.</summary>
    public int Capacity { get; init; } = 100_000;

    /// <summary>The most entries of one scope, so that one tenant cannot push out the others; <see langword="null"/> for no quota.</summary>
    public int? CapacityPerScope { get; init; }

    /// <summary>The share of served hits that is also sent to a model and judged in the background, 0…1.</summary>
    public double AuditShare { get; init; }

    /// <summary>The share of hits that a model answers instead, so that the cache learns whether they would have been right, 0…1.</summary>
    public double ExploreShare { get; init; }

    /// <summary>
    /// The least cosine from which on a near miss is judged in the background; where the verifier finds the questions the same, the stored answer also becomes that of the new wording.
    /// <see langword="null"/>: nothing is judged that no request waits for.
    /// </summary>
    public double? PromoteFrom { get; init; }

    /// <summary>How many different users must have asked before others are served an entry; 1 serves everybody in the scope at once.</summary>
    public int ShareAfterUsers { get; init; } = 1;

    /// <summary>Whether replayed streams keep the pace at which a model wrote them; otherwise they come at once.</summary>
    public bool PacesReplay { get; init; }

    /// <summary>Tags of entries, for purging.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Decides which requests explore and which hits are audited; the same seed and requests give the same.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>Where entries of a semantic cache are kept.</summary>
/// <param name="Kind">The provider: <c>local</c>, <c>redis</c>, <c>postgres</c>, <c>collection</c>, <c>langcache</c>.</param>
/// <param name="Argument">Its folder, connection string, or name of a collection or configuration key.</param>
public sealed record SemanticStoreInfo(string Kind, string Argument);

/// <summary>
/// What labelled pairs say about an entry of which nothing else is known: a Gaussian over (level, slope) of
/// P(right | similarity) = σ(level + slope · (similarity − 0.9)). Immutable.
/// </summary>
/// <param name="Level">Mean of the level.</param>
/// <param name="Slope">Mean of the slope.</param>
/// <param name="LevelVariance">Variance of the level between entries.</param>
/// <param name="Covariance">Covariance of both.</param>
/// <param name="SlopeVariance">Variance of the slope.</param>
/// <param name="Labels">Labelled pairs behind it.</param>
/// <param name="Embedder">Fingerprint of the embedder that compared them; another embedder makes the calibration void.</param>
public sealed record HitCalibration(double Level, double Slope, double LevelVariance, double Covariance, double SlopeVariance, int Labels, string Embedder);

/// <summary>A near hit, for conditions that read <c>similarity</c>.</summary>
/// <param name="Similarity">Cosine of the two questions.</param>
public readonly record struct CacheCandidate(double Similarity);
