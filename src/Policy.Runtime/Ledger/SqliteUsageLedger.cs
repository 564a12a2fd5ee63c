using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace OptPolicy;

/// <summary>Keeps the ledger in a SQLite file. Appending neither waits for the disk nor fails; a background task writes batches.</summary>
/// <remarks>
/// Thread-safe. Several processes may write to one file, and budgets may live in the same file. Requests are written within a moment, at
/// the latest when the ledger is disposed; those that cannot be written are dropped, logged and counted in the metric
/// <c>optpolicy.ledger.dropped</c>. The file holds names, counts and money, no prompt text.
/// </remarks>
public sealed partial class SqliteUsageLedger : IUsageLedger, IAsyncDisposable, IDisposable
{
    /// <summary>The file that apps and <c>optpolicy report</c> use when none is named, in the current directory.</summary>
    public const string DefaultPath = "optpolicy.db";

    private const int MaxBatch = 512;
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);
    private readonly Channel<Item> _queue;
    private readonly LedgerWriter _writer;
    private readonly Meter _meter = new("OptPolicy");
    private readonly Counter<long> _droppedCounter;
    private readonly ILogger _logger;
    private readonly Task _loop;
    private long _dropped;

    /// <summary>Opens or creates a ledger.</summary>
    /// <param name="path">The file.</param>
    /// <param name="capacity">Requests that may wait to be written; more are dropped.</param>
    /// <param name="logger">Hears about requests that could not be written.</param>
    /// <exception cref="PolicyStorageException">The file cannot be used.</exception>
    public SqliteUsageLedger(string path = DefaultPath, int capacity = 16_384, ILogger<SqliteUsageLedger>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Path = path;
        _logger = logger ?? NullLogger<SqliteUsageLedger>.Instance;
        _queue = Channel.CreateBounded<Item>(new BoundedChannelOptions(capacity) { SingleReader = true });

        // A ledger may lose its last moment with the power; it is never the basis of a decision.
        _writer = new LedgerWriter(SqliteFile.Open(path, LedgerSchema.Component, LedgerSchema.Version, LedgerSchema.Create, "NORMAL", BusyTimeout));
        _droppedCounter = _meter.CreateCounter<long>("optpolicy.ledger.dropped", "{request}", "Requests that could not be written to the ledger.");
        _loop = Task.Run(WriteAsync);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Requests that could not be written.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <inheritdoc/>
    public void Append(in UsageEntry entry)
    {
        if (!_queue.Writer.TryWrite(new Item(entry, Written: null)))
            Drop(1);
    }

    /// <summary>Waits until everything appended before is written or dropped.</summary>
    /// <param name="cancellationToken">Stops waiting; writing goes on.</param>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _queue.Writer.WriteAsync(new Item(default, written), cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            await _loop.WaitAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        await written.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes what waits and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
        _writer.Dispose();
        _meter.Dispose();
    }

    /// <summary>Writes what waits and closes the file; blocks meanwhile.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task WriteAsync()
    {
        var batch = new List<UsageEntry>(MaxBatch);
        var waiting = new List<TaskCompletionSource>();
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (batch.Count < MaxBatch && _queue.Reader.TryRead(out var item))
            {
                if (item.Written is { } written)
                    waiting.Add(written);
                else
                    batch.Add(item.Entry);
            }

            Write(batch);
            batch.Clear();
            waiting.ForEach(static w => w.TrySetResult());
            waiting.Clear();
        }
    }

    private void Write(List<UsageEntry> batch)
    {
        if (batch.Count == 0)
            return;
        try
        {
            _writer.Write(batch);
        }
        catch (Exception e) when (e is SqliteException or ArgumentOutOfRangeException or InvalidOperationException)
        {
            Drop(batch.Count);
            LogNotWritten(_logger, batch.Count, Path, e);
        }
    }

    private void Drop(int count)
    {
        Interlocked.Add(ref _dropped, count);
        _droppedCounter.Add(count);
    }

    [LoggerMessage(LogLevel.Error, "{Count} requests could not be written to the ledger {Path} and are missing in reports.")]
    private static partial void LogNotWritten(ILogger logger, int count, string path, Exception error);

    private readonly record struct Item(UsageEntry Entry, TaskCompletionSource? Written);
}
