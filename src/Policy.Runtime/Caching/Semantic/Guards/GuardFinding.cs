namespace OptPolicy;

/// <summary>Why a guard keeps a question from a cached answer.</summary>
/// <param name="Kind">The guard.</param>
/// <param name="IsDoubt">
/// Whether the difference may be harmless (a synonym, a modifier): a verifier may overrule it. The others are differences in meaning.
/// </param>
/// <param name="Asked">What the question says, in a few of its own words; prompt text, so not for logs.</param>
/// <param name="Cached">What the cached question says instead.</param>
internal readonly record struct GuardFinding(GuardKinds Kind, bool IsDoubt, string Asked, string Cached);
