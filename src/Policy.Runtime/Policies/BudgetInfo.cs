using System.Collections.Immutable;

namespace OptPolicy;

/// <summary>A limit on money. Immutable.</summary>
/// <param name="Index">Position in <see cref="CompiledPolicy.Budgets"/>.</param>
/// <param name="Scope">Whose money is counted together.</param>
/// <param name="Window">When counting starts anew.</param>
/// <param name="Limit">US dollars per window, or per request.</param>
/// <param name="TimeZone">IANA name of the zone whose calendar the windows follow.</param>
/// <param name="Steps">What happens as the limit comes near, in ascending order of <see cref="BudgetStepInfo.At"/>. Without a step at 1, the request is rejected there.</param>
public sealed record BudgetInfo(int Index, BudgetScope Scope, BudgetWindow Window, decimal Limit, string TimeZone, ImmutableArray<BudgetStepInfo> Steps);

/// <summary>What happens when a share of a budget is used.</summary>
/// <param name="At">Share of the limit, 0 to 1.</param>
/// <param name="Action">The consequence.</param>
/// <param name="DegradeModel">Slot of the model that answers instead, for <see cref="BudgetAction.Degrade"/>.</param>
public sealed record BudgetStepInfo(decimal At, BudgetAction Action, int DegradeModel = -1);

/// <summary>Whose money is counted together.</summary>
public enum BudgetScope
{
    /// <summary>All requests of the policy.</summary>
    Global,

    /// <summary>One request, all its attempts.</summary>
    Request,

    /// <summary>One user of one tenant.</summary>
    User,

    /// <summary>One tenant.</summary>
    Tenant,

    /// <summary>One conversation.</summary>
    Session,
}

/// <summary>When counting starts anew.</summary>
public enum BudgetWindow
{
    /// <summary>Never.</summary>
    None,

    /// <summary>Each calendar minute.</summary>
    Minute,

    /// <summary>Each calendar hour.</summary>
    Hour,

    /// <summary>Each calendar day.</summary>
    Day,

    /// <summary>Each calendar month.</summary>
    Month,
}

/// <summary>The consequence of using a share of a budget.</summary>
public enum BudgetAction
{
    /// <summary>Serve, log and mark the trace.</summary>
    Warn,

    /// <summary>Serve with another model.</summary>
    Degrade,

    /// <summary>Do not serve: <see cref="BudgetExceededException"/>.</summary>
    Reject,
}
