namespace OptPolicy.Kernels.Decoding;

/// <summary>A pool's record of one of its lanes. Guarded by the pool's lock, except <see cref="Lane"/>, which belongs to whoever holds the lease.</summary>
internal sealed class LaneSlot(DecoderLane lane)
{
    public DecoderLane Lane { get; } = lane;

    /// <summary>Whose prompts the cache holds.</summary>
    public string? Scope { get; set; }

    /// <summary>Order of last use: a count, so that replays choose alike.</summary>
    public long LastUsed { get; set; }

    /// <summary>Whether a request holds it or another lane copies from it.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Bytes set aside for it: what its request may need while lent, what it holds while idle.</summary>
    public long CommittedBytes { get; set; }
}
