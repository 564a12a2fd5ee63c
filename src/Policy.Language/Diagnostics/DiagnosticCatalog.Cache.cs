namespace OptPolicy.Language.Diagnostics;

public static partial class DiagnosticCatalog
{
    public static readonly DiagnosticDescriptor CacheMixesUsers = Warning("OPT8001", "Cache shared across what the route tells apart", "rule '{0}' decides by {1}, which is not part of the cache's scope: one answer is served to all its values; add it to 'scope'");

    public static readonly DiagnosticDescriptor CacheWithoutLifetime = Warning("OPT8002", "Cache that keeps nothing", "with a lifetime of 0 no answer is ever served from this cache; set 'ttl' or remove the cache");

    public static readonly DiagnosticDescriptor CachedSampling = Info("OPT8003", "Sampled answers are cached", "rule '{0}' takes requests with a temperature of {1} and more, and the cache repeats their first answer; bypass them if callers want variety");

    public static readonly DiagnosticDescriptor LooseSimilarity = Warning("OPT8010", "Similarity threshold that is too loose", "below {0} different questions pass as the same; raise the threshold or verify hits");

    public static readonly DiagnosticDescriptor FalseHitsNotMeasured = Warning("OPT8011", "False-hit bound that nothing measures", "a bound of {0} on false hits needs hits that are judged; add 'calibration', 'audit' or 'verify with …'");

    public static readonly DiagnosticDescriptor CacheMixesTenants = Warning("OPT8012", "Semantic cache shared across tenants", "the scope names no tenant: an answer with one customer's data can be served to another; add 'tenant' to 'scope'");

    public static readonly DiagnosticDescriptor CalibrationNotFound = Error("OPT8013", "Calibration that is not there", "'optpolicy tune' writes calibrations to files named *.calibration.json, and there is no '{0}'{1}");

    public static readonly DiagnosticDescriptor CalibrationUnreadable = Error("OPT8014", "Calibration that cannot be read", "{0}: {1}");
}
