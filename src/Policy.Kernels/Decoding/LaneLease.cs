namespace OptPolicy.Kernels.Decoding;

/// <summary>A lane lent to one request. Dispose it to let the next request in; disposing again does nothing.</summary>
public sealed class LaneLease : IDisposable
{
    private readonly LanePool _pool;
    private readonly LaneSlot _slot;
    private int _returned;

    internal LaneLease(LanePool pool, LaneSlot slot, int cachedTokens)
    {
        _pool = pool;
        _slot = slot;
        CachedTokens = cachedTokens;
    }

    /// <summary>Returns the lane of a lease that nobody can dispose any more, such as that of an enumerator left behind half-way.</summary>
    ~LaneLease() => Return();

    /// <summary>The lane. Its cache holds the first <see cref="CachedTokens"/> tokens of the prompt.</summary>
    /// <exception cref="ObjectDisposedException">The lane went back.</exception>
    public DecoderLane Lane
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _returned) != 0, this);
            return _slot.Lane;
        }
    }

    /// <summary>How many of the prompt's tokens need not run again; always fewer than all, because the last one's logits are needed.</summary>
    public int CachedTokens { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Return();
        GC.SuppressFinalize(this);
    }

    private void Return()
    {
        if (Interlocked.Exchange(ref _returned, 1) == 0)
            _pool.Return(_slot);
    }
}
