using System.Buffers.Binary;
using System.Collections.Immutable;

namespace OptPolicy;

/// <summary>
/// What the cache has learned in one scope: how similarity and right answers go together there, how doubtful a hit may be, and what audits of
/// served hits said. Thread-safe.
/// </summary>
internal sealed class ScopeLearning
{
    private const int PooledEntriesMax = 512;
    private const double StricterShare = 0.5;
    private const byte Version = 2;
    private const int StoredNumbers = 5;
    private const int PriorOffset = 1 + HitBreaker.Bytes;
    private const int HeaderBytes = PriorOffset + StoredNumbers * sizeof(double);

    private readonly Lock _gate = new();
    private readonly double _share;
    private readonly Dictionary<string, HitLabel[]> _pool = new(StringComparer.Ordinal);
    private readonly HitBreaker _breaker;
    private ServingThreshold _threshold;
    private readonly HitPrior? _calibrated;
    private HitPrior _prior;
    private int _labels;
    private int _labelsAtFit;
    private bool _isStricter;

    /// <param name="share">The share of served hits that may be wrong.</param>
    /// <param name="calibration">What labelled pairs of the workload say; <see langword="null"/> without.</param>
    public ScopeLearning(double share, HitCalibration? calibration)
    {
        _share = share;
        _threshold = new ServingThreshold(share);
        _breaker = new HitBreaker(share);
        _calibrated = calibration is null ? null : new HitPrior(calibration.Level, calibration.Slope, calibration.LevelVariance, calibration.Covariance, calibration.SlopeVariance);
        _prior = _calibrated ?? HitPrior.Unlearned;
    }

    /// <summary>The largest doubt to serve, were the breaker closed.</summary>
    public double MostDoubt
    {
        get
        {
            lock (_gate)
                return _threshold.Value;
        }
    }

    /// <summary>Whether audits proved that too many hits were wrong: nothing is served until watching proves the share again, or <see cref="Reset"/>.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_gate)
                return _breaker.IsOpen;
        }
    }

    /// <summary>Audited hits, and how many of them were false.</summary>
    public (long Audited, long False) Audits
    {
        get
        {
            lock (_gate)
                return _breaker.Audits;
        }
    }

    /// <summary>The probability that an entry's answer is right for a question of this similarity.</summary>
    public double Probability(double similarity, ReadOnlySpan<HitLabel> labels)
    {
        lock (_gate)
            return HitBelief.Of(_prior, labels).Probability(similarity);
    }

    /// <summary>Counts a candidate's doubt, served or not.</summary>
    public void Observe(double probability)
    {
        lock (_gate)
            _threshold.Observe(1 - probability);
    }

    /// <summary>Learns from an entry whose labels changed.</summary>
    public void Learn(string entry, ImmutableArray<HitLabel> labels)
    {
        lock (_gate)
        {
            if (_pool.Count >= PooledEntriesMax && !_pool.ContainsKey(entry))
                _pool.Remove(_pool.Keys.First());
            _pool[entry] = [.. labels];
            _labels++;

            // Fitting costs milliseconds: often while little is known, then ever more seldom.
            if (_labels < _labelsAtFit + Math.Max(4, _labelsAtFit / 4))
                return;
            _labelsAtFit = _labels;
            _prior = HitPriorFit.Fit([.. _pool.Values], _prior, _calibrated);
        }
    }

    /// <summary>Counts an audited hit.</summary>
    /// <returns>Whether this audit opened the breaker.</returns>
    public bool Audit(bool isFalse, DateTimeOffset now)
    {
        lock (_gate)
        {
            var opened = _breaker.Audit(isFalse, now);
            Tighten();
            return opened;
        }
    }

    /// <summary>Counts a hit that the open breaker kept from being served.</summary>
    /// <returns>Whether it closed the breaker.</returns>
    public bool Watch(bool isFalse, DateTimeOffset now)
    {
        lock (_gate)
        {
            var closed = _breaker.Watch(isFalse, now);
            Tighten();
            return closed;
        }
    }

    /// <summary>Closes the breaker and forgets the audits that opened it, after whoever runs the cache has seen to its cause.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _breaker.Reset();
            Tighten();
        }
    }

    /// <summary>What must outlive the process: what was learned about similarity, and the audits. How doubtful hits may be is found anew, from the cautious side.</summary>
    public byte[] ToBytes()
    {
        lock (_gate)
        {
            var bytes = new byte[HeaderBytes + sizeof(uint)];
            bytes[0] = Version;
            _breaker.Write(bytes.AsSpan(1));
            ReadOnlySpan<double> numbers = [_prior.Level, _prior.Slope, _prior.LevelVariance, _prior.Covariance, _prior.SlopeVariance];
            for (var i = 0; i < StoredNumbers; i++)
                BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(PriorOffset + i * sizeof(double)), numbers[i]);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(HeaderBytes), StoredChecksum.Of(bytes.AsSpan(0, HeaderBytes)));
            return bytes;
        }
    }

    /// <summary>Goes on from what <see cref="ToBytes"/> gave; what is damaged or of another version is ignored.</summary>
    /// <returns>Whether it was used.</returns>
    public bool TryRestore(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != HeaderBytes + sizeof(uint) || bytes[0] != Version || BinaryPrimitives.ReadUInt32LittleEndian(bytes[HeaderBytes..]) != StoredChecksum.Of(bytes[..HeaderBytes]))
            return false;

        Span<double> numbers = stackalloc double[StoredNumbers];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(PriorOffset + i * sizeof(double))..]);
        lock (_gate)
        {
            _prior = new HitPrior(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
            _breaker.Read(bytes[1..]);
            Tighten();
        }

        return true;
    }

    private void Tighten()
    {
        if (_isStricter == _breaker.IsStricter)
            return;
        _isStricter = _breaker.IsStricter;
        _threshold = new ServingThreshold(_isStricter ? _share * StricterShare : _share);
    }
}
