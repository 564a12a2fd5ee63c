namespace OptPolicy;

/// <summary>Why an attempt was made, as traces say it.</summary>
internal static class AttemptReason
{
    public const string Rule = "rule";
    public const string Cascade = "cascade";
    public const string Fallback = "fallback";
    public const string Retry = "retry";
    public const string Degrade = "degrade";
    public const string Verify = "verify";
}
