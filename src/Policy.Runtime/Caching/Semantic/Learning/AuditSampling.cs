namespace OptPolicy;

/// <summary>Which hits are audited: those whose number, mixed with the seed, falls into the share (SplitMix64; Steele, Lea, Flood 2014).</summary>
internal static class AuditSampling
{
    public static bool Takes(ulong seed, long number, double share)
    {
        var mixed = seed + (ulong)number * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        mixed ^= mixed >> 31;
        return (mixed >> 11) * (1.0 / (1UL << 53)) < share;
    }
}
