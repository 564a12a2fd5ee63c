using Microsoft.Extensions.Logging;

namespace OptPolicy;

/// <summary>Log lines of the middleware: names, amounts and errors; never prompt text, never secrets.</summary>
internal sealed partial class PolicyLog(ILogger logger)
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(10, LogLevel.Debug, "Policy {Policy}: rule {Rule}, model {Model}, cache {Cache}, {Attempts} attempt(s), ${Cost} paid, ${Baseline} baseline")]
    public partial void Served(string policy, string? rule, string? model, string cache, int attempts, decimal cost, decimal baseline);

    [LoggerMessage(11, LogLevel.Warning, "Policy {Policy}: request not served: {Outcome} after {Attempts} attempt(s), ${Cost} paid")]
    public partial void NotServed(string policy, string outcome, int attempts, decimal cost);

    [LoggerMessage(12, LogLevel.Warning, "Policy {Policy}: budget {Budget}")]
    public partial void BudgetWarning(string policy, string budget);

    [LoggerMessage(13, LogLevel.Error, "Policy {Policy}: the budget store did not settle an attempt; its reservation stays counted")]
    public partial void SettleFailed(string policy, Exception exception);

    [LoggerMessage(14, LogLevel.Warning, "Policy {Policy}: the cache could not {Operation}; treated as a miss")]
    public partial void CacheFailed(string policy, string operation, Exception? exception);

    [LoggerMessage(15, LogLevel.Debug, "Policy {Policy}: the stream of model {Model} could not be closed")]
    public partial void StreamCloseFailed(string policy, string model, Exception exception);

    [LoggerMessage(17, LogLevel.Warning, "Policy {Policy}: the budget store could not say how much is used; no warning was given")]
    public partial void WarningFailed(string policy, Exception exception);

    [LoggerMessage(24, LogLevel.Warning, "Policy {Policy}: nothing was retrieved from {Collection}; the request goes on without")]
    public partial void RetrievalFailed(string policy, string collection, Exception exception);

    [LoggerMessage(25, LogLevel.Warning, "The index in {Folder} changed and could not be read; what was read before stays in use")]
    public partial void IndexNotRead(string folder, Exception exception);

    [LoggerMessage(26, LogLevel.Warning, "Policy {Policy}: the intent of a request was not recognised; its rules go on without")]
    public partial void IntentFailed(string policy, Exception exception);

    [LoggerMessage(16, LogLevel.Error, "Policy {Policy}: the ledger refused a line")]
    public partial void LedgerFailed(string policy, Exception exception);

    [LoggerMessage(18, LogLevel.Error, "Policy {Policy}: {False} of {Audited} audited hits of the semantic cache were wrong, more than the policy allows; its scope serves none until those it would serve are right again, or it is reset")]
    public partial void BreakerOpened(string policy, long @false, long audited);

    [LoggerMessage(19, LogLevel.Warning, "Policy {Policy}: hits that the semantic cache would have served were right; its scope serves again, more cautiously")]
    public partial void BreakerClosed(string policy);
}
