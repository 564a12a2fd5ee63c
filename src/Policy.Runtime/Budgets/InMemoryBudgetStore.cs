using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace OptPolicy;

/// <summary>Counts budgets in this process. Exact; forgets everything when the process ends.</summary>
/// <remarks>
/// Thread-safe. An idle account costs some 100 bytes and is dropped two windows later; accounts of budgets without a window stay.
/// Share one instance between the policies of an app, and use a durable store when money must be counted over restarts or processes.
/// </remarks>
public sealed class InMemoryBudgetStore : IBudgetStore
{
    // The window before the current one stays: a request that began in it may reserve once more.
    private const int WindowsKept = 2;

    // One lock, held for some hundred nanoseconds: a request that costs money takes a million times longer.
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Policy, int Budget), SortedList<DateTimeOffset, Dictionary<string, decimal>>> _windows = [];
    private readonly Dictionary<Guid, (decimal Amount, ReadOnlyMemory<BudgetCharge> Charges)> _open = [];
    private long _lastId;

    /// <inheritdoc/>
    public ValueTask<BudgetReservation> ReserveAsync(ReadOnlyMemory<BudgetCharge> charges, decimal amount, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<BudgetReservation>(cancellationToken);

        lock (_lock)
            return ValueTask.FromResult(Reserve(charges, amount));
    }

    /// <inheritdoc/>
    public ValueTask SettleAsync(BudgetReservation reservation, decimal actual, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        ArgumentOutOfRangeException.ThrowIfNegative(actual);
        lock (_lock)
        {
            if (!_open.Remove(reservation.Id, out var open))
                return default;
            foreach (ref readonly var charge in open.Charges.Span)
            {
                // A window that is over and forgotten limits nothing any more.
                if (Window(charge.Account) is { } window && window.TryGetValue(charge.Account.Key, out var used))
                    window[charge.Account.Key] = used - open.Amount + actual;
            }
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask<decimal> GetUsedAsync(BudgetAccount account, CancellationToken cancellationToken = default)
    {
        lock (_lock)
            return ValueTask.FromResult(Used(account));
    }

    private BudgetReservation Reserve(ReadOnlyMemory<BudgetCharge> charges, decimal amount)
    {
        var highest = 0m;
        foreach (ref readonly var charge in charges.Span)
        {
            var used = Used(charge.Account);
            if (BudgetArithmetic.Exceeds(used, amount, charge.Limit))
                return new BudgetReservation(Guid.Empty, amount, charge, BudgetArithmetic.Share(used, charge.Limit)) { Charges = charges };
            highest = Math.Max(highest, BudgetArithmetic.Share(used + amount, charge.Limit));
        }

        foreach (ref readonly var charge in charges.Span)
            CollectionsMarshal.GetValueRefOrAddDefault(OpenWindow(charge.Account), charge.Account.Key, out _) += amount;

        var id = NextId();
        _open.Add(id, (amount, charges));
        return new BudgetReservation(id, amount, Denied: null, highest) { Charges = charges };
    }

    private decimal Used(BudgetAccount account) => Window(account) is { } window && window.TryGetValue(account.Key, out var used) ? used : 0;

    private Dictionary<string, decimal>? Window(BudgetAccount account)
    {
        if (!_windows.TryGetValue((account.Policy, account.Budget), out var windows))
            return null;
        if (windows.TryGetValue(account.WindowStart, out var window))
            return window;

        // A request that outlived its window by far still counts, in the oldest one that is remembered.
        return windows.Count == WindowsKept && account.WindowStart < windows.Keys[0] ? windows.Values[0] : null;
    }

    private Dictionary<string, decimal> OpenWindow(BudgetAccount account)
    {
        if (Window(account) is { } known)
            return known;
        if (!_windows.TryGetValue((account.Policy, account.Budget), out var windows))
            _windows.Add((account.Policy, account.Budget), windows = []);

        if (windows.Count == WindowsKept)
            windows.RemoveAt(0);
        var window = new Dictionary<string, decimal>(StringComparer.Ordinal);
        windows.Add(account.WindowStart, window);
        return window;
    }

    private Guid NextId()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], ++_lastId);
        return new Guid(bytes);
    }
}
