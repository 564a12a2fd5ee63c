namespace OptPolicy.Language.Semantics;

/// <summary>What a fact is about, and so in which conditions it may be used.</summary>
public enum FactSubject : byte
{
    /// <summary>Known before any attempt: routing rules, cache bypass, retrieval.</summary>
    Request,

    /// <summary>Known after an attempt answered: <c>accept when</c> of a cascade.</summary>
    Response,

    /// <summary>Known after an attempt failed: <c>retry when</c>, <c>fallback try … when</c>.</summary>
    Failure,

    /// <summary>Known after a semantic-cache look-up: the verify band.</summary>
    CacheCandidate,

    /// <summary>Measured over many requests: gates, <c>assert latency.p95</c>.</summary>
    Statistic,
}

/// <summary>One row of the fact table: single source for binder, completion, hover, docs and emitter.</summary>
/// <param name="Name">As written; a trailing <c>.*</c> marks an open attribute family such as <c>user.*</c>.</param>
/// <param name="Type">The type of the values it is compared with.</param>
/// <param name="Accessor">The C# member of <c>RequestFacts</c>, <c>ResponseFacts</c> or <c>AttemptFailure</c>; an attribute family names a method of one string.</param>
/// <param name="CostRank">0 is free (metadata); higher ranks are computed later.</param>
/// <param name="EnumValues">The closed list of an <see cref="ValueType.Enum"/> fact, comma separated; empty when open.</param>
/// <param name="Documentation">One sentence for hover and the reference.</param>
public sealed record FactDefinition(string Name, FactSubject Subject, ValueType Type, string Accessor, int CostRank, string EnumValues, string Documentation);
