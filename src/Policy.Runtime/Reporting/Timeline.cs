using System.Collections.Immutable;

namespace OptPolicy.Reporting;

/// <summary>Money over time in a bounded number of buckets, whatever the period: when there are too many, pairs merge. Not thread-safe.</summary>
internal sealed class Timeline
{
    private const int MaxBuckets = 240;
    private SortedDictionary<long, Bucket> _buckets = [];
    private long _widthTicks = TimeSpan.TicksPerMillisecond;

    public void Add(DateTimeOffset at, bool hit, decimal paid, decimal baseline) => Add(at, new Bucket(1, hit ? 1 : 0, paid, baseline));

    /// <summary>Adds money that was paid beside requests.</summary>
    public void AddAside(DateTimeOffset at, decimal paid) => Add(at, new Bucket(0, 0, paid, 0));

    private void Add(DateTimeOffset at, Bucket added)
    {
        Merge(_buckets, at.UtcTicks / _widthTicks, added);
        while (_buckets.Count > MaxBuckets)
        {
            _widthTicks *= 2;
            var wider = new SortedDictionary<long, Bucket>();
            foreach (var (index, bucket) in _buckets)
                Merge(wider, index / 2, bucket);
            _buckets = wider;
        }
    }

    public ImmutableArray<ReportPoint> ToPoints()
    {
        var points = ImmutableArray.CreateBuilder<ReportPoint>(_buckets.Count);
        var sum = default(Bucket);
        foreach (var (index, bucket) in _buckets)
        {
            sum += bucket;
            points.Add(new ReportPoint(new DateTimeOffset(index * _widthTicks, TimeSpan.Zero), sum.Requests, sum.Hits, ReportFormat.Plain(sum.Paid), ReportFormat.Plain(sum.Baseline)));
        }

        return points.DrainToImmutable();
    }

    private static void Merge(SortedDictionary<long, Bucket> buckets, long index, Bucket bucket) =>
        buckets[index] = buckets.TryGetValue(index, out var known) ? known + bucket : bucket;

    private readonly record struct Bucket(long Requests, long Hits, decimal Paid, decimal Baseline)
    {
        public static Bucket operator +(Bucket a, Bucket b) => new(a.Requests + b.Requests, a.Hits + b.Hits, a.Paid + b.Paid, a.Baseline + b.Baseline);
    }
}
