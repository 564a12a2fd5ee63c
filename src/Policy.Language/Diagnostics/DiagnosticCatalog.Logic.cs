namespace OptPolicy.Language.Diagnostics;

public static partial class DiagnosticCatalog
{
    public static readonly DiagnosticDescriptor UnreachableRule = Warning("OPT4001", "Unreachable rule", "no request reaches rule '{0}': {1}; move it up or remove it");

    public static readonly DiagnosticDescriptor ConditionNeverTrue = Warning("OPT4002", "Condition that is never true", "the condition of {0} is never true: {1}");

    public static readonly DiagnosticDescriptor RequestsWithoutRule = Error("OPT4003", "Requests without a rule", "no rule decides a request with {0}; end the route with 'otherwise use …'");

    public static readonly DiagnosticDescriptor RepeatedModel = Warning("OPT4004", "Model repeated in one chain", "'{0}' stands twice in {1}; the second place is of no use, use retry to ask a model again");

    public static readonly DiagnosticDescriptor MissingCapability = Error("OPT4005", "Model without a needed capability", "every request of rule '{0}' has {1}, and {2} does not support {3}");

    public static readonly DiagnosticDescriptor ContextTooSmall = Error("OPT4006", "Request larger than the context window", "every request of rule '{0}' has at least {1} of input, and {2} takes {3}");

    public static readonly DiagnosticDescriptor CascadeOrder = Warning("OPT4007", "Cascade not cheapest first", "'{0}' costs {1} a request and stands before '{2}' at {3}: trying it first never saves money");

    public static readonly DiagnosticDescriptor BypassNeverTrue = Warning("OPT4008", "Bypass that is never true", "this bypass never applies: {0}");

    public static readonly DiagnosticDescriptor ConditionAlwaysTrue = Warning("OPT4009", "Condition that is always true", "the condition of {0} is always true: {1}");

    public static readonly DiagnosticDescriptor CostBoundExceeded = Error("OPT4010", "Cost bound exceeded", "a request can cost {0}, more than the {1} asserted; for example {2} takes rule '{3}': {4}");

    public static readonly DiagnosticDescriptor CostUnbounded = Error("OPT4011", "Cost without an upper bound", "{0} cannot be proved: '{1}' has a price but no {2}");

    public static readonly DiagnosticDescriptor ManyAttempts = Info("OPT4012", "Many attempts for one request", "one request of rule '{0}' can make {1} calls: {2}");

    public static readonly DiagnosticDescriptor CandidateNeverUsed = Warning("OPT4013", "Candidate that is never used", "'{0}' never answers rule '{1}': {2}");

    public static readonly DiagnosticDescriptor RequestsWithoutCandidate = Info("OPT4014", "Requests that no candidate can serve", "a request with {0} takes rule '{1}', and none of its models ({2}) {3}");

    public static readonly DiagnosticDescriptor CascadeBreakEven = Info("OPT4015", "Cascade step that saves little", "'{0}' costs {1} of '{2}': it saves money only when at least {1} of its answers are accepted");

    public static readonly DiagnosticDescriptor RedundantCondition = Info("OPT4016", "Condition that adds nothing", "every request of this bypass is bypassed already by {0}");

    public static readonly DiagnosticDescriptor BudgetStepNeverReached = Warning("OPT4017", "Budget step that is never reached", "'at {0}' is never reached: {1}");

    public static readonly DiagnosticDescriptor DegradeSavesNothing = Warning("OPT4018", "Degrading to a model that is not cheaper", "'{0}' costs {1} a request and every routed model costs as much or less; degrade to a cheaper model");

    public static readonly DiagnosticDescriptor DegradeCanBeDenied = Info("OPT4019", "Degrading to a model that can be denied too", "'{0}' has a price, so at {1} of the budget its reservation can be denied as well; a free model always answers");

    public static readonly DiagnosticDescriptor BudgetBelowOneRequest = Warning("OPT4020", "Budget smaller than one request", "one attempt on '{0}' reserves up to {1} and the budget holds {2}: it can be denied before anything was spent");

    public static readonly DiagnosticDescriptor FallbackAddsNothing = Info("OPT4021", "Rule without a real fallback", "rule '{0}' has only '{1}': the fallback names no other model");

    public static readonly DiagnosticDescriptor RetryCannotHelp = Warning("OPT4022", "Retry that cannot help", "the same request gets the same answer after {0}; retry only what passes by itself, such as 429 or 503");

    public static readonly DiagnosticDescriptor BudgetStepsOutOfOrder = Warning("OPT4023", "Budget steps out of order", "'at {0}' stands after 'at {1}'; write the steps in ascending order");

    public static readonly DiagnosticDescriptor ConfidenceNotGiven = Info("OPT4024", "Confidence that the model does not give", "'{0}' gives no confidence by itself, which counts as 0: this step is never accepted unless the host supplies a client that sets it");

    public static readonly DiagnosticDescriptor LocalModelReadsText = Error("OPT4025", "Local model with an ability it cannot have", "'{0}' runs in-process and reads text only, so it cannot support {1}; remove it from 'supports'");

    public static readonly DiagnosticDescriptor DeviceNeverTried = Warning("OPT4026", "Device that is never tried", "'{0}' is never tried: '{1}' stands before it and always loads; put '{1}' last");

    public static readonly DiagnosticDescriptor DraftsWithItself = Warning("OPT4027", "Model that drafts for itself", "the draft model is '{0}' itself: drafting costs as much as it can save; use a smaller model or 'ngram'");

    public static readonly DiagnosticDescriptor SpeculationNotLossless = Error("OPT4028", "Speculation that would not be lossless", "'{0}' cannot be speculated with losslessly: {1}; with 'lossless: required' it never is");

    public static readonly DiagnosticDescriptor ContextBeyondModel = Error("OPT4029", "Context larger than the model's", "the context of '{0}' is {1}, and the model in '{2}' was made for {3}");

    public static readonly DiagnosticDescriptor NotDecided = Info("OPT4099", "Conditions not decided", "the conditions of {0} are too entangled to decide which rules are reachable; split the route or use fewer facts in one condition");
}
