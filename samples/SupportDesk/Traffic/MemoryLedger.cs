using OptPolicy;

namespace SupportSample.Traffic;

/// <summary>Keeps the lines of one run. An app would use the SQLite ledger, which <c>optpolicy report</c> reads.</summary>
internal sealed class MemoryLedger : IUsageLedger
{
    private readonly Lock _gate = new();
    private readonly List<UsageEntry> _entries = [];
    private decimal _paid;
    private decimal _baseline;

    /// <summary>US dollars paid so far, and what the baseline model would have cost.</summary>
    public (decimal Paid, decimal Baseline) Totals
    {
        get
        {
            lock (_gate)
                return (_paid, _baseline);
        }
    }

    public IReadOnlyList<UsageEntry> Entries
    {
        get
        {
            lock (_gate)
                return [.. _entries];
        }
    }

    public void Append(in UsageEntry entry)
    {
        lock (_gate)
        {
            _entries.Add(entry);
            _paid += entry.Trace.Cost;
            _baseline += entry.Trace.BaselineCost;
        }
    }
}
