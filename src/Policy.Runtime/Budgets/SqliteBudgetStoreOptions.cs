namespace OptPolicy;

/// <summary>How a <see cref="SqliteBudgetStore"/> behaves. Read when the store opens.</summary>
public sealed record SqliteBudgetStoreOptions
{
    /// <summary>
    /// Whether a reservation survives a power cut before its attempt begins (a disk flush per batch of reservations),
    /// or only the end of the process, which costs no flush.
    /// </summary>
    public bool SurvivePowerLoss { get; init; } = true;

    /// <summary>What a reservation gets when the file cannot be used. Money is never spent uncounted in either case.</summary>
    public BudgetFailureMode WhenUnavailable { get; init; } = BudgetFailureMode.Throw;

    /// <summary>How long to wait for other processes that use the file.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a reservation may settle. One that does not, because its process ended, stays charged in full.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Tells when leases end and which windows are over.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}

/// <summary>What happens to requests while budgets cannot be counted.</summary>
public enum BudgetFailureMode
{
    /// <summary>The request fails with <see cref="PolicyStorageException"/>, so that the outage is seen.</summary>
    Throw,

    /// <summary>The budget counts as used up: the policy degrades to a free model where it says so, else rejects.</summary>
    Deny,
}
