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
    private const byte Version = 1;
    private const int StoredNumbers = 7;
    private const int HeaderBytes = 2 + StoredNumbers * sizeof(double);

    private readonly Lock _gate = new();
    private readonly double _share;
    private readonly Dictionary<string, HitLabel[]> _pool = new(StringComparer.Ordinal);
    private readonly FalseHitBound _audits = new();
    private readonly long _auditsNeeded;
    private ServingThreshold _threshold;
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
        _auditsNeeded = FalseHitBound.AuditsNeeded(share);
        _prior = calibration is null ? HitPrior.Unlearned : new HitPrior(calibration.Level, calibration.Slope, calibration.LevelVariance, calibration.Covariance, calibration.SlopeVariance);
    }

    /// <summary>The largest doubt that is served.</summary>
    public double MostDoubt
    {
        get
        {
            lock (_gate)
                return IsOpen ? -1 : _threshold.Value;
        }
    }

    /// <summary>Whether audits proved that too many hits were wrong: nothing is served until <see cref="Reset"/>.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Audited hits, and how many of them were false.</summary>
    public (long Audited, long False) Audits
    {
        get
        {
            lock (_gate)
                return (_audits.Audited, _audits.False);
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
            _prior = HitPriorFit.Fit([.. _pool.Values], _prior);
        }
    }

    /// <summary>Counts an audited hit.</summary>
    /// <returns>Whether this audit opened the breaker.</returns>
    public bool Audit(bool isFalse)
    {
        lock (_gate)
        {
            _audits.Add(isFalse);
            if (!_isStricter && _audits.Audited >= _auditsNeeded && _audits.Upper > _share)
            {
                _isStricter = true;
                _threshold = new ServingThreshold(_share * StricterShare);
            }

            if (IsOpen || _audits.Lower <= _share)
                return false;
            IsOpen = true;
            return true;
        }
    }

    /// <summary>Closes the breaker and forgets the audits that opened it, after whoever runs the cache has seen to its cause.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _audits.Clear();
            IsOpen = false;
        }
    }

    /// <summary>What must outlive the process: what was learned about similarity, and the audits. How doubtful hits may be is found anew, from the cautious side.</summary>
    public byte[] ToBytes()
    {
        lock (_gate)
        {
            var bytes = new byte[HeaderBytes + sizeof(uint)];
            bytes[0] = Version;
            bytes[1] = IsOpen ? (byte)1 : (byte)0;
            var numbers = bytes.AsSpan(2);
            foreach (var number in new[] { _prior.Level, _prior.Slope, _prior.LevelVariance, _prior.Covariance, _prior.SlopeVariance, _audits.Audited, _audits.False })
            {
                BinaryPrimitives.WriteDoubleLittleEndian(numbers, number);
                numbers = numbers[sizeof(double)..];
            }

            BinaryPrimitives.WriteUInt32LittleEndian(numbers, StoredChecksum.Of(bytes.AsSpan(0, HeaderBytes)));
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
            numbers[i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(2 + i * sizeof(double))..]);
        lock (_gate)
        {
            _prior = new HitPrior(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
            _audits.Restore((long)numbers[5], (long)numbers[6]);
            IsOpen = bytes[1] == 1;
        }

        return true;
    }
}
