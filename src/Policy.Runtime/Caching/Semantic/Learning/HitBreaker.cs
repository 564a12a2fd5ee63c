using System.Buffers.Binary;

namespace OptPolicy;

/// <summary>
/// Whether a scope may serve hits, by what audits of served ones said. It opens when they prove that too many were wrong. Then it watches: what it would have
/// served is compared with the answer that a model gives in its place, and when that proves the share, and some time has passed, it closes. Not thread-safe.
/// </summary>
/// <param name="share">The share of served hits that may be wrong.</param>
internal sealed class HitBreaker(double share)
{
    /// <summary>Bytes of <see cref="Write"/>.</summary>
    public const int Bytes = 1 + StoredNumbers * sizeof(long);

    private const int StoredNumbers = 5;
    private const byte OpenFlag = 1, StricterFlag = 2;

    private static readonly TimeSpan OpensFor = TimeSpan.FromHours(1);

    private readonly FalseHitBound _audits = new();
    private readonly FalseHitBound _watched = new();
    private readonly long _auditsNeeded = FalseHitBound.AuditsNeeded(share);
    private DateTimeOffset _opened;

    /// <summary>Whether nothing is served.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether enough audits left the share unproven, so that less is served.</summary>
    public bool IsStricter { get; private set; }

    /// <summary>Audited hits, and how many of them were false.</summary>
    public (long Audited, long False) Audits => (_audits.Audited, _audits.False);

    /// <summary>Counts an audited hit.</summary>
    /// <returns>Whether it opened the breaker.</returns>
    public bool Audit(bool isFalse, DateTimeOffset now)
    {
        _audits.Add(isFalse);
        IsStricter |= _audits.Audited >= _auditsNeeded && _audits.Upper > share;
        if (IsOpen || !_audits.Exceeds(share))
            return false;
        (IsOpen, _opened) = (true, now);
        _watched.Clear();
        return true;
    }

    /// <summary>Counts a hit that was not served because the breaker is open.</summary>
    /// <returns>Whether it closed the breaker.</returns>
    public bool Watch(bool isFalse, DateTimeOffset now)
    {
        if (!IsOpen)
            return false;
        _watched.Add(isFalse);

        // What is proven wrong again starts anew: the watch ends with the first run of hits that is long and clean enough.
        if (_watched.Exceeds(share))
        {
            _watched.Clear();
            _opened = now;
        }

        if (now - _opened < OpensFor || _watched.Audited < _auditsNeeded || _watched.Upper > share)
            return false;
        (IsOpen, IsStricter) = (false, true);
        _audits.Clear();
        return true;
    }

    /// <summary>Closes the breaker and forgets the audits that opened it.</summary>
    public void Reset()
    {
        (IsOpen, IsStricter) = (false, false);
        _audits.Clear();
        _watched.Clear();
    }

    /// <summary>Writes what must outlive the process.</summary>
    public void Write(Span<byte> bytes)
    {
        bytes[0] = (byte)((IsOpen ? OpenFlag : 0) | (IsStricter ? StricterFlag : 0));
        ReadOnlySpan<long> numbers = [_audits.Audited, _audits.False, _watched.Audited, _watched.False, _opened.UtcTicks];
        for (var i = 0; i < StoredNumbers; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes[(1 + i * sizeof(long))..], numbers[i]);
    }

    /// <summary>Goes on from what <see cref="Write"/> wrote.</summary>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        Span<long> numbers = stackalloc long[StoredNumbers];
        for (var i = 0; i < StoredNumbers; i++)
            numbers[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes[(1 + i * sizeof(long))..]);
        (IsOpen, IsStricter) = ((bytes[0] & OpenFlag) != 0, (bytes[0] & StricterFlag) != 0);
        _audits.Restore(numbers[0], numbers[1]);
        _watched.Restore(numbers[2], numbers[3]);
        _opened = new DateTimeOffset(numbers[4], TimeSpan.Zero);
    }
}
