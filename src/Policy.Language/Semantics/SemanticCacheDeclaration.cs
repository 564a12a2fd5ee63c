using OptPolicy.Language.Text;

namespace OptPolicy.Language.Semantics;

/// <summary>A checked <c>cache semantic</c> block.</summary>
/// <param name="Embedder">Index into <see cref="PolicyDeclaration.Embedders"/>.</param>
/// <param name="Threshold">The least similarity of a hit, 0 to 1.</param>
/// <param name="Ttl">Absolute lifetime in seconds.</param>
public sealed record SemanticCacheDeclaration(int Embedder, SettingValue Threshold, SettingValue Ttl, EquatableArray<string> Scope, StoreDeclaration Store, SourceSpan Span)
{
    /// <summary>Names of guards, as written; null: all.</summary>
    public EquatableArray<string>? Guards { get; init; }

    /// <summary>The share of served hits that may be wrong, 0 to 1; null: the threshold alone decides.</summary>
    public SettingValue? MostFalseHits { get; init; }

    /// <summary>How clear of the next entry with another answer a hit must stand, 0 to 1.</summary>
    public SettingValue Margin { get; init; }

    /// <summary>Whether what a guard only doubts is served.</summary>
    public bool ServesDoubts { get; init; }

    public CalibrationDeclaration? Calibration { get; init; }

    /// <summary>The calibration's file, as written; null: none.</summary>
    public string? CalibrationFile { get; init; }

    public VerifierDeclaration? Verifier { get; init; }

    public SettingValue Capacity { get; init; }

    public int? CapacityPerScope { get; init; }

    /// <summary>The share of served hits that is judged in the background, 0 to 1.</summary>
    public SettingValue Audit { get; init; }

    /// <summary>The share of hits that a model answers instead, 0 to 1.</summary>
    public SettingValue Explore { get; init; }

    /// <summary>The least similarity from which on a near miss is judged in the background; null: none is.</summary>
    public SettingValue? PromoteFrom { get; init; }

    /// <summary>How many different users must have asked before others are served an entry.</summary>
    public int ShareAfter { get; init; } = 1;

    public bool IsPaced { get; init; }

    public EquatableArray<string> Tags { get; init; }

    public long Seed { get; init; } = 1;

    public EquatableArray<Condition> Bypass { get; init; }
}

/// <summary>Where entries or passages are kept.</summary>
/// <param name="Kind">For example <c>local</c> or <c>redis</c>.</param>
/// <param name="Argument">Its folder, connection string, or name of a collection or configuration key.</param>
public sealed record StoreDeclaration(string Kind, string Argument);

/// <summary>Who judges near hits.</summary>
/// <param name="Model">Index into <see cref="PolicyDeclaration.Models"/>; null for a cross-encoder.</param>
/// <param name="Folder">The cross-encoder's folder; null for the one that is part of this library.</param>
/// <param name="When">Which near hits are judged; null: every one.</param>
public sealed record VerifierDeclaration(string Name, int? Model, string? Folder, Condition? When, SourceSpan Span)
{
    /// <summary>The least probability at which a cross-encoder confirms.</summary>
    public decimal Least { get; init; } = 0.9m;
}
