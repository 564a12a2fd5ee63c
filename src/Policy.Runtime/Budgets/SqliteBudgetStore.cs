using System.Buffers.Binary;
using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace OptPolicy;

/// <summary>Counts budgets in a SQLite file: exact over threads, processes and restarts.</summary>
/// <remarks>
/// Thread-safe; several processes may use one file. A reservation is in the file before <see cref="ReserveAsync"/> returns, so a process that
/// dies has spent at most what it reserved, and what it did not settle stays charged. Amounts are whole trillionths of a dollar:
/// money is rounded up, limits down. One amount may be at most some four million dollars; higher limits count as that.
/// </remarks>
public sealed class SqliteBudgetStore : IBudgetStore, IAsyncDisposable, IDisposable
{
    private const int MaxBatch = 256;
    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);
    private readonly SqliteBudgetStoreOptions _options;
    private readonly SqliteConnection _connection;
    private readonly BudgetTables _tables;
    private readonly BlockingCollection<BudgetOperation> _queue = [];
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _nextSweep;

    /// <summary>Opens or creates a file of budgets.</summary>
    /// <param name="path">The file; a ledger may live in it too.</param>
    /// <param name="options">Durability and behaviour in trouble.</param>
    /// <exception cref="PolicyStorageException">The file cannot be used.</exception>
    public SqliteBudgetStore(string path = SqliteUsageLedger.DefaultPath, SqliteBudgetStoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        Path = path;
        _options = options ?? new SqliteBudgetStoreOptions();
        _connection = SqliteFile.Open(path, BudgetTables.Component, BudgetTables.Version, BudgetTables.Create, _options.SurvivePowerLoss ? "FULL" : "NORMAL", _options.BusyTimeout);
        _tables = new BudgetTables(_connection);

        // SQLite blocks its caller; a thread of its own keeps that away from the pool and makes batches of what arrives meanwhile.
        new Thread(Run) { IsBackground = true, Name = "OptPolicy budgets" }.Start();
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    /// <exception cref="PolicyStorageException">The file cannot be used and <see cref="SqliteBudgetStoreOptions.WhenUnavailable"/> says so.</exception>
    public async ValueTask<BudgetReservation> ReserveAsync(ReadOnlyMemory<BudgetCharge> charges, decimal amount, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        cancellationToken.ThrowIfCancellationRequested();
        var picoDollars = PicoDollars.Up(amount);
        try
        {
            return await Enqueue(tables => Reserve(tables, charges, amount, picoDollars), cancellationToken).ConfigureAwait(false);
        }
        catch (PolicyStorageException) when (_options.WhenUnavailable == BudgetFailureMode.Deny && charges.Length > 0)
        {
            // What is free needs no counting, so a policy that degrades to a free model still serves.
            var denied = amount == 0 ? (BudgetCharge?)null : charges.Span[0];
            return new BudgetReservation(Guid.Empty, amount, denied, HighestUse: 1) { Charges = charges };
        }
    }

    /// <inheritdoc/>
    /// <exception cref="PolicyStorageException">The file cannot be used; the reservation stays charged in full.</exception>
    public async ValueTask SettleAsync(BudgetReservation reservation, decimal actual, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        ArgumentOutOfRangeException.ThrowIfNegative(actual);
        if (reservation.Id == Guid.Empty)
            return;

        var picoDollars = PicoDollars.Up(actual);
        await Enqueue(tables => Settle(tables, reservation, picoDollars), CancellationToken.None).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="PolicyStorageException">The file cannot be used.</exception>
    public async ValueTask<decimal> GetUsedAsync(BudgetAccount account, CancellationToken cancellationToken = default) =>
        PicoDollars.ToDollars(await Enqueue(tables => tables.Used(account), cancellationToken).ConfigureAwait(false));

    /// <summary>Finishes what was asked before and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_queue.IsAddingCompleted)
            _queue.CompleteAdding();
        await _closed.Task.ConfigureAwait(false);
    }

    /// <summary>Finishes what was asked before and closes the file; blocks meanwhile.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private Task<T> Enqueue<T>(Func<BudgetTables, T> run, CancellationToken cancellationToken)
    {
        var operation = new BudgetOperation<T>(run, cancellationToken);
        try
        {
            _queue.Add(operation, CancellationToken.None);
        }
        catch (InvalidOperationException e) when (_queue.IsAddingCompleted)
        {
            throw new ObjectDisposedException($"The budget store of '{Path}' is closed.", e);
        }

        return operation.Result;
    }

    private void Run()
    {
        var batch = new List<BudgetOperation>(MaxBatch);
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            batch.Add(first);
            while (batch.Count < MaxBatch && _queue.TryTake(out var next))
                batch.Add(next);
            Execute(batch);
            batch.Clear();
        }

        _tables.Dispose();
        _connection.Dispose();
        _closed.SetResult();
    }

    // One transaction, so one disk flush, for everything that arrived during the one before.
    private void Execute(List<BudgetOperation> batch)
    {
        try
        {
            using (var transaction = _connection.BeginTransaction(deferred: false))
            {
                _tables.Use(transaction);
                batch.ForEach(operation => operation.Run(_tables));
                Sweep();
                transaction.Commit();
            }

            batch.ForEach(static operation => operation.Commit());
        }
        catch (Exception e)
        {
            // Nothing of the batch is in the file; whatever went wrong, its callers must hear of it.
            var error = e is SqliteException ? SqliteFile.Explain(Path, e) : e;
            batch.ForEach(operation => operation.Fail(error));
        }
    }

    private void Sweep()
    {
        var now = _options.TimeProvider.GetUtcNow();
        if (now < _nextSweep)
            return;
        _tables.Forget(now, _options.Lease);
        _nextSweep = now + SweepInterval;
    }

    private BudgetReservation Reserve(BudgetTables tables, ReadOnlyMemory<BudgetCharge> charges, decimal amount, long picoDollars)
    {
        var highest = 0m;
        foreach (ref readonly var charge in charges.Span)
        {
            var used = tables.Used(charge.Account);
            if (BudgetArithmetic.Exceeds(used, picoDollars, PicoDollars.Down(charge.Limit)))
                return new BudgetReservation(Guid.Empty, amount, charge, BudgetArithmetic.Share(PicoDollars.ToDollars(used), charge.Limit)) { Charges = charges };
            highest = Math.Max(highest, BudgetArithmetic.Share(PicoDollars.ToDollars(used) + amount, charge.Limit));
        }

        foreach (ref readonly var charge in charges.Span)
            tables.Add(charge.Account, picoDollars);
        var id = tables.OpenReservation(picoDollars, _options.TimeProvider.GetUtcNow());
        return new BudgetReservation(ToGuid(id), amount, Denied: null, highest) { Charges = charges };
    }

    private static bool Settle(BudgetTables tables, BudgetReservation reservation, long picoDollars)
    {
        if (tables.CloseReservation(ToId(reservation.Id)) is not { } reserved)
            return false;
        foreach (ref readonly var charge in reservation.Charges.Span)
            tables.Add(charge.Account, picoDollars - reserved);
        return true;
    }

    private static Guid ToGuid(long id)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], id);
        return new Guid(bytes);
    }

    private static long ToId(Guid guid)
    {
        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes);
        return BinaryPrimitives.ReadInt64BigEndian(bytes[8..]);
    }
}
