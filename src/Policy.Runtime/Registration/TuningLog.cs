using Microsoft.Extensions.Logging;

namespace OptPolicy;

internal static partial class TuningLog
{
    [LoggerMessage(1, LogLevel.Warning, "Rejected a reload of {Settings}; the last valid values stay in force. {Reason}")]
    public static partial void Rejected(ILogger logger, string settings, string reason);
}
