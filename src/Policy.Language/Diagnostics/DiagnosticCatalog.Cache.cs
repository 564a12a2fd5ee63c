namespace OptPolicy.Language.Diagnostics;

public static partial class DiagnosticCatalog
{
    public static readonly DiagnosticDescriptor CacheMixesUsers = Warning("OPT8001", "Cache shared across what the route tells apart", "rule '{0}' decides by {1}, which is not part of the cache's scope: one answer is served to all its values; add it to 'scope'");

    public static readonly DiagnosticDescriptor CacheWithoutLifetime = Warning("OPT8002", "Cache that keeps nothing", "with a lifetime of 0 no answer is ever served from this cache; set 'ttl' or remove the cache");

    public static readonly DiagnosticDescriptor CachedSampling = Info("OPT8003", "Sampled answers are cached", "rule '{0}' takes requests with a temperature of {1} and more, and the cache repeats their first answer; bypass them if callers want variety");

    public static readonly DiagnosticDescriptor LooseSimilarity = Warning("OPT8010", "Similarity threshold that is too loose", "below {0} different questions pass as the same; raise the threshold or verify hits");

    public static readonly DiagnosticDescriptor FalseHitsNotMeasured = Warning("OPT8011", "False-hit bound that nothing measures", "a bound of {0} on false hits needs hits that are judged; add 'calibration', 'audit' or 'verify with …'");

    public static readonly DiagnosticDescriptor CacheMixesTenants = Warning("OPT8012", "Semantic cache shared by a tenant's users", "the scope names neither 'user' nor 'session': an answer with one user's data is served to other users of the tenant; add 'user', or 'tenant' to say that it is meant");

    public static readonly DiagnosticDescriptor CalibrationNotFound = Error("OPT8013", "Calibration that is not there", "'optpolicy tune' writes calibrations to files named *.calibration.json, and there is no '{0}'{1}");

    public static readonly DiagnosticDescriptor CalibrationUnreadable = Error("OPT8014", "Calibration that cannot be read", "{0}: {1}");

    public static readonly DiagnosticDescriptor ThresholdWithoutEffect = Warning("OPT8015", "Threshold that only equal questions reach", "no other wording has a similarity of 100%, so this cache answers nothing that 'cache exact' does not; lower the threshold");

    public static readonly DiagnosticDescriptor VerifyBandDead = Warning("OPT8016", "Verification that judges nothing", "no near hit meets '{0}': below a similarity of 50% nothing is looked at");

    public static readonly DiagnosticDescriptor FalseHitsFinerThanLabels = Warning("OPT8017", "False-hit bound finer than its labels", "{0} labelled pairs cannot support a bound of {1}, even without one wrong answer among them; label {2}, or allow {3}");

    public static readonly DiagnosticDescriptor JudgeAnswersToo = Warning("OPT8018", "Model that judges its own answers", "'{0}' answers requests of this policy and judges whether those answers are served again: it repeats its own mistakes; verify with a verifier or another model");

    public static readonly DiagnosticDescriptor CachedToolRequests = Warning("OPT8019", "Requests with tools are answered from the semantic cache", "'{0}' calls tools, and a served answer calls none: what a tool should have done does not happen; add 'bypass when has_tools'");

    public static readonly DiagnosticDescriptor SemanticWithoutExact = Info("OPT8020", "Semantic cache without an exact one", "identical requests are embedded and compared here; 'cache exact' answers them at once");

    public static readonly DiagnosticDescriptor StoreHoldsPassword = Warning("OPT8021", "Password in a policy file", "the connection of '{0}' holds a password, which everybody who reads this file knows; put the connection into the configuration and write its key here");

    public static readonly DiagnosticDescriptor QuotaWithoutEffect = Warning("OPT8022", "Quota without effect", "one scope may have {0} entries and the whole cache {1}: the quota holds nothing back");

    public static readonly DiagnosticDescriptor CapacityBeyondMemory = Warning("OPT8023", "Capacity that takes much memory", "{0} entries of {1} components take about {2} of the app's memory when the cache is full; lower the capacity or keep entries in a server");

    public static readonly DiagnosticDescriptor CalibrationOfOtherConditions = Error("OPT8024", "Calibration of another cache", "'{0}' was made with the {1} {2}, and this cache uses {3}: what similarity means is another matter there; run 'optpolicy tune' again");

    public static readonly DiagnosticDescriptor FalseHitsFinerThanMeasured = Warning("OPT8025", "False-hit bound finer than what was measured", "on pairs held out, {0} of {1} hits were wrong, which rules out more than {2} and not {3}; label more pairs and run 'optpolicy tune' again, or allow {2}");

    public static readonly DiagnosticDescriptor PromotionWithoutJudge = Error("OPT8026", "Promotion without a judge", "'promote' puts near misses to the judge of 'verify with', and this cache has none; add 'verify with' or remove 'promote'");

    public static readonly DiagnosticDescriptor RetrievalBeyondContext = Warning("OPT8030", "Passages that crowd out the question", "retrieved passages may take {0}, and '{1}' has room for {2} beside its answer; lower the budget");

    public static readonly DiagnosticDescriptor RetrievalWithoutBudget = Info("OPT8031", "Retrieval without a budget", "{0} passages of any length may enter the prompt of every request; set 'budget'");
}
