namespace OptPolicy.Compression.Data;

/// <summary>SplitMix64 (Steele, Lea and Flood 2014): a sequence that changes neither with the platform nor with the framework.</summary>
internal struct SplitMix(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number from 0 to below 1.</summary>
    public double Share() => (Next() >> 11) / (double)(1UL << 53);

    /// <summary>A number below <paramref name="bound"/>.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);
}
