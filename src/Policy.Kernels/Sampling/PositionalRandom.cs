namespace OptPolicy.Kernels.Sampling;

/// <summary>
/// Random numbers that depend on a seed and a place in the sequence only, never on how many were drawn before: whoever asks about the same
/// place gets the same number, however many tokens a call of the model verified.
/// </summary>
internal readonly struct PositionalRandom(long seed)
{
    private const double Step = 1.0 / (1UL << 32);
    private readonly ulong _key = (ulong)seed;

    /// <summary>Random bits of the four tokens from <c>4 * tokenBlock</c> on.</summary>
    public PhiloxBlock Block(int position, DrawPurpose purpose, int tokenBlock) =>
        Philox.Block((uint)tokenBlock, (uint)position, (uint)purpose, 0, _key);

    /// <summary>Random bits of one token.</summary>
    public uint Bits(int position, DrawPurpose purpose, int token) => Block(position, purpose, token >> 2)[token & 3];

    /// <summary>A number between 0 and 1, both excluded.</summary>
    public double Uniform(int position, DrawPurpose purpose) => ToUniform(Bits(position, purpose, 0));

    public static double ToUniform(uint bits) => (bits + 0.5) * Step;
}

/// <summary>What a number is for: numbers of different purposes are independent.</summary>
internal enum DrawPurpose
{
    /// <summary>The token itself.</summary>
    Token,

    /// <summary>Whether rejection sampling accepts a guess.</summary>
    Acceptance,

    /// <summary>The token that replaces a rejected guess.</summary>
    Replacement,

    /// <summary>A drafter's own draw, which rejection sampling needs to be independent of the target's.</summary>
    Draft,
}
